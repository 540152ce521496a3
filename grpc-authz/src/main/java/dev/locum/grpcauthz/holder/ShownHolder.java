package dev.locum.grpcauthz.holder;

import dev.locum.token.Incubating;
import dev.locum.token.proof.DpopProof;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a call shows of the holder of its tokens.
 *
 * @param asDpop whether the token came by the scheme {@code DPoP} (RFC 9449 §7.1)
 * @param proof the call's one proof; not verified
 * @param method of the request; {@code POST} for gRPC
 * @param path of the request, as it came
 * @param certificates the chain that the peer proved in the TLS handshake, its own first
 */
@Incubating
public record ShownHolder(
    boolean asDpop,
    Optional<DpopProof> proof,
    String method,
    String path,
    List<X509Certificate> certificates) {

  private static final ShownHolder NOBODY =
      new ShownHolder(false, Optional.empty(), "", "", List.of());

  /** Copies. */
  public ShownHolder {
    certificates = List.copyOf(certificates);
  }

  /** Nothing is shown: whoever bears the token. */
  public static ShownHolder nobody() {
    return NOBODY;
  }
}
