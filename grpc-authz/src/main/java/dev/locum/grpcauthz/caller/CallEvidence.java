package dev.locum.grpcauthz.caller;

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

  private CallEvidence(Map<String, List<String>> headers, Peer peer) {
    this.headers = headers;
    this.peer = peer;
  }

  /**
   * Evidence of a call.
   *
   * @param headers values by lower-case name
   */
  public static CallEvidence of(Map<String, List<String>> headers, Peer peer) {
    return new CallEvidence(Map.copyOf(headers), peer);
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
