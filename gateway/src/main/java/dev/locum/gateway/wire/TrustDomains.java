package dev.locum.gateway.wire;

import dev.locum.grpcauthz.tls.ClientAuthorities;
import dev.locum.grpcauthz.tls.LeafCertificate;
import dev.locum.grpcauthz.tls.LeafCertificate.NameKind;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The SPIFFE trust domains whose SVIDs count, each with its own bundle (X.509-SVID §5): an
 * authority vouches for its own trust domain and no other.
 */
public final class TrustDomains {

  private static final String SCHEME = "spiffe";
  private static final int MAX_ID_LENGTH = 2048;

  private final Map<String, ClientAuthorities> bundles = new HashMap<>();

  /**
   * Trust domains.
   *
   * @param bundles the authorities of each, by its name; empty: no SPIFFE id counts
   */
  public TrustDomains(Map<String, ? extends Collection<X509Certificate>> bundles) {
    bundles.forEach(
        (name, authorities) -> this.bundles.put(name, ClientAuthorities.of(authorities)));
  }

  /**
   * The one SPIFFE id of a certificate, if its trust domain is known and its own bundle proves the
   * chain.
   */
  Optional<String> spiffeId(List<X509Certificate> chain) throws GeneralSecurityException {
    if (!LeafCertificate.isLeaf(chain.get(0))) {
      return Optional.empty();
    }
    List<String> uris = LeafCertificate.names(chain.get(0), NameKind.URI);
    if (uris.size() != 1 || uris.get(0).length() > MAX_ID_LENGTH) {
      return Optional.empty();
    }
    Optional<URI> id = parsed(uris.get(0));
    ClientAuthorities bundle = id.map(uri -> bundles.get(uri.getHost())).orElse(null);
    if (bundle == null || !bundle.proves(chain)) {
      return Optional.empty();
    }
    return id.map(URI::toString);
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
}
