package dev.locum.gateway.wire;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The SPIFFE trust domains whose SVIDs count, each with its own bundle (X.509-SVID §5): an
 * authority vouches for its own trust domain and no other.
 */
public final class TrustDomains {

  private static final int URI_NAME = 6;

  /** Bits of the key usage (RFC 5280 §4.2.1.3), as {@link X509Certificate#getKeyUsage} has them. */
  private static final int DIGITAL_SIGNATURE = 0;

  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;
  private static final String SCHEME = "spiffe";
  private static final int MAX_ID_LENGTH = 2048;

  private final Map<String, Set<TrustAnchor>> bundles = new HashMap<>();

  /**
   * Trust domains.
   *
   * @param bundles the authorities of each, by its name; empty: no SPIFFE id counts
   */
  public TrustDomains(Map<String, ? extends Collection<X509Certificate>> bundles) {
    bundles.forEach((name, authorities) ->
        this.bundles.put(
            name,
            authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toUnmodifiableSet())));
  }

  /**
   * The one SPIFFE id of a certificate, if its trust domain is known and its own bundle proves the
   * chain.
   */
  Optional<String> spiffeId(List<X509Certificate> chain) throws GeneralSecurityException {
    if (!isLeaf(chain.get(0))) {
      return Optional.empty();
    }
    List<String> uris = uris(chain.get(0));
    if (uris.size() != 1 || uris.get(0).length() > MAX_ID_LENGTH) {
      return Optional.empty();
    }
    Optional<URI> id = parsed(uris.get(0));
    Set<TrustAnchor> bundle = id.map(uri -> bundles.get(uri.getHost())).orElse(null);
    if (bundle == null || !isProven(chain, bundle)) {
      return Optional.empty();
    }
    return id.map(URI::toString);
  }

  /**
   * X.509-SVID §4.1, §4.3: a workload's certificate is no authority's, signs (a handshake) and
   * signs no certificates; one that could would make SVIDs of its own.
   */
  private static boolean isLeaf(X509Certificate certificate) {
    boolean[] uses = certificate.getKeyUsage();
    return certificate.getBasicConstraints() < 0
        && uses != null
        && uses[DIGITAL_SIGNATURE]
        && !uses[KEY_CERT_SIGN]
        && !uses[CRL_SIGN];
  }

  private static List<String> uris(X509Certificate leaf) throws CertificateParsingException {
    Collection<List<?>> names = leaf.getSubjectAlternativeNames();
    List<String> uris = new ArrayList<>();
    if (names != null) {
      for (List<?> name : names) {
        if (Integer.valueOf(URI_NAME).equals(name.get(0))) {
          uris.add(String.valueOf(name.get(1)));
        }
      }
    }
    return uris;
  }

  /** SPIFFE-ID §2: scheme, trust domain and path, nothing else. */
  private static Optional<URI> parsed(String text) {
    try {
      URI uri = URI.create(text);
      boolean isId =
          SCHEME.equals(uri.getScheme())
              && uri.getHost() != null
              && uri.getPort() < 0
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && uri.getRawPath() != null
              && uri.getRawPath().length() > 1;
      return isId ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isProven(List<X509Certificate> chain, Set<TrustAnchor> bundle)
      throws GeneralSecurityException {
    PKIXParameters parameters = new PKIXParameters(bundle);
    parameters.setRevocationEnabled(false);
    try {
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509")
                  .generateCertPath(withoutAnchor(chain, bundle)),
              parameters);
      return true;
    } catch (java.security.cert.CertPathValidatorException e) {
      return false;
    }
  }

  /** A path ends before its anchor (RFC 5280 §6.1), which some clients send along. */
  private static List<X509Certificate> withoutAnchor(
      List<X509Certificate> chain, Set<TrustAnchor> bundle) {
    return chain.stream()
        .filter(certificate ->
            bundle.stream().noneMatch(anchor -> certificate.equals(anchor.getTrustedCert())))
        .toList();
  }
}
