package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.header.PresentedProof;
import dev.locum.grpcauthz.holder.ShownHolder;
import dev.locum.token.Incubating;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a trust source may look at: the headers that it reads, which are out of the call by then,
 * and the peer.
 */
public final class CallEvidence {

  private final Map<String, List<String>> headers;
  private final Peer peer;
  private final String method;
  private final String path;

  private CallEvidence(Map<String, List<String>> headers, Peer peer, String method, String path) {
    this.headers = headers;
    this.peer = peer;
    this.method = method;
    this.path = path;
  }

  /**
   * Evidence of a call.
   *
   * @param headers values by lower-case name
   */
  public static CallEvidence of(Map<String, List<String>> headers, Peer peer) {
    return new CallEvidence(Map.copyOf(headers), peer, "", "");
  }

  /**
   * The same of a request: what a proof must be for.
   *
   * @param requestMethod {@code POST} for gRPC
   * @param requestPath as it came, without the query
   */
  @Incubating
  public CallEvidence withRequest(String requestMethod, String requestPath) {
    return new CallEvidence(headers, peer, requestMethod, requestPath);
  }

  /** What the call shows of the holder of its tokens. */
  ShownHolder holder(PresentedProof proof) {
    return new ShownHolder(proof.asDpop(), proof.proof(), method, path, peer.certificates());
  }

  /**
   * The value of a header that some trust source reads; empty: the call has none.
   *
   * @param name in lower case
   * @throws DenialException if there are several: none of them is picked (H9)
   */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new DenialException(
          DenialReason.CREDENTIAL_AMBIGUOUS, name + ": " + values.size() + " values");
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }

  /** Who is at the other end of the connection. */
  public Peer peer() {
    return peer;
  }

  /** Shows no value. */
  @Override
  public String toString() {
    return "CallEvidence" + headers.keySet();
  }
}
