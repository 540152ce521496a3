package dev.locum.grpcauthz.trust;

import dev.locum.grpcauthz.tls.LeafCertificate;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Reads the SPIFFE ID of a certificate that TLS has verified (X509-SVID §2, §5.2). */
final class SpiffeCertificate {

  private SpiffeCertificate() {}

  /**
   * The SPIFFE ID of the first certificate of a chain.
   *
   * @param chain the peer's, its own first; empty: it showed none
   * @return empty if there is no certificate
   * @throws DenialException if it is an authority's certificate or may sign others, or has not
   *     exactly one URI, or that is no SPIFFE ID
   */
  static Optional<ServicePrincipal> principal(List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    X509Certificate leaf = chain.get(0);
    if (!LeafCertificate.isNoAuthority(leaf)) {
      throw refused("an authority's (expected: a workload's)");
    }
    List<String> uris = uris(leaf);
    if (uris.size() != 1) {
      throw refused(uris.size() + " URI names (expected: one)");
    }
    try {
      return Optional.of(ServicePrincipal.spiffe(uris.get(0)));
    } catch (IllegalArgumentException e) {
      // The name may be hostile and is not shown.
      throw refused("URI name (expected: a SPIFFE ID)");
    }
  }

  private static List<String> uris(X509Certificate certificate) {
    try {
      return LeafCertificate.names(certificate, LeafCertificate.NameKind.URI);
    } catch (CertificateParsingException e) {
      throw refused("alternative names cannot be read");
    }
  }

  private static DenialException refused(String detail) {
    return new DenialException(DenialReason.CREDENTIAL_UNKNOWN, "peer certificate: " + detail);
  }
}
