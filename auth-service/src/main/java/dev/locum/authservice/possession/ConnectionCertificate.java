package dev.locum.authservice.possession;

import dev.locum.grpcauthz.tls.LeafCertificate;
import dev.locum.token.proof.CertificateThumbprint;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The client certificate of a connection. TLS has verified that the caller holds its key, and
 * nothing else: not who vouches for it, nor whether it is valid.
 *
 * @param chain the caller's own first, as it was shown; at least one
 */
public record ConnectionCertificate(List<X509Certificate> chain) {

  /**
   * Copies.
   *
   * @throws IllegalArgumentException if there is none
   */
  public ConnectionCertificate {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("certificates: none (expected: at least one)");
    }
  }

  /** The caller's own. */
  public X509Certificate leaf() {
    return chain.get(0);
  }

  /** Which one it is. */
  public CertificateThumbprint thumbprint() {
    return CertificateThumbprint.of(leaf());
  }

  /** To what a token can be bound; nothing, if the certificate is not valid now. */
  public Optional<CertificateThumbprint> bindable() {
    return LeafCertificate.isValidNow(leaf()) ? Optional.of(thumbprint()) : Optional.empty();
  }

  /** Shows which one it is and nothing that its holder wrote. */
  @Override
  public String toString() {
    return "ConnectionCertificate[" + thumbprint() + "]";
  }
}
