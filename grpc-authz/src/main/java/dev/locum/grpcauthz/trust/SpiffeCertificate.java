package dev.locum.grpcauthz.trust;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads the SPIFFE ID of a certificate that TLS has verified (X509-SVID §2, §5.2). */
final class SpiffeCertificate {

  /** uniformResourceIdentifier (RFC 5280 §4.2.1.6). */
  private static final int URI = 6;

  /** keyCertSign and cRLSign (RFC 5280 §4.2.1.3). */
  private static final int[] SIGNING_USES = {5, 6};

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
    if (leaf.getBasicConstraints() >= 0 || isForSigning(leaf)) {
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

  private static boolean isForSigning(X509Certificate certificate) {
    boolean[] uses = certificate.getKeyUsage();
    return uses != null && Arrays.stream(SIGNING_USES).anyMatch(use -> uses[use]);
  }

  private static List<String> uris(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      List<String> uris = new ArrayList<>();
      if (names != null) {
        for (List<?> name : names) {
          if (name.get(0).equals(URI)) {
            uris.add(String.valueOf(name.get(1)));
          }
        }
      }
      return uris;
    } catch (CertificateParsingException e) {
      throw refused("alternative names cannot be read");
    }
  }

  private static DenialException refused(String detail) {
    return new DenialException(DenialReason.CREDENTIAL_UNKNOWN, "peer certificate: " + detail);
  }
}
