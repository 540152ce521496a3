package dev.locum.grpcauthz.tls;

import dev.locum.token.Incubating;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Authorities that vouch for certificates of clients (RFC 5280 §6).
 *
 * <p><b>Security guarantees</b>: a chain that is proven leads to one of these authorities, by
 * signatures and limits that this JVM accepts, and every certificate of it is valid now, by the
 * system's clock. <b>Not guaranteed</b>: that nothing of it was revoked, and that the peer holds
 * the key, which its handshake alone shows.
 *
 * <p>Immutable.
 */
@Incubating
public final class ClientAuthorities {

  private final Set<TrustAnchor> anchors;

  private ClientAuthorities(Set<TrustAnchor> anchors) {
    this.anchors = anchors;
  }

  /** These authorities; none: no chain is proven. */
  public static ClientAuthorities of(Collection<X509Certificate> authorities) {
    return new ClientAuthorities(
        authorities.stream()
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** None: no chain is proven. */
  public static ClientAuthorities none() {
    return of(List.of());
  }

  /**
   * Reads PEM.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if there is no certificate, or something else is there
   */
  public static ClientAuthorities read(InputStream pem) throws IOException {
    try {
      List<X509Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (authorities.isEmpty()) {
        throw new IllegalArgumentException("certificate: none in the file (expected: PEM)");
      }
      return of(authorities);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("certificate: cannot be read (expected: PEM, X.509)", e);
    }
  }

  /**
   * Whether one of the authorities proves the chain.
   *
   * @param chain the leaf first, as the peer showed it; empty: nothing is proven
   */
  public boolean proves(List<X509Certificate> chain) {
    if (chain.isEmpty() || anchors.isEmpty()) {
      return false;
    }
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(withoutAnchor(chain)),
              parameters);
      return true;
    } catch (CertPathValidatorException | CertificateException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot verify chains", e);
    }
  }

  /**
   * A path ends before its anchor (RFC 5280 §6.1), which some clients send along. The leaf stays:
   * an empty path would be proven without a look at it.
   */
  private List<X509Certificate> withoutAnchor(List<X509Certificate> chain) {
    List<X509Certificate> path =
        chain.stream()
            .filter(certificate ->
                anchors.stream().noneMatch(anchor -> certificate.equals(anchor.getTrustedCert())))
            .toList();
    return path.isEmpty() ? chain.subList(0, 1) : path;
  }
}
