package dev.locum.grpcauthz.tls;

import dev.locum.token.Incubating;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a peer's own certificate says of itself. It proves nothing by that. */
@Incubating
public final class LeafCertificate {

  /** Bits of the key usage (RFC 5280 §4.2.1.3), as {@link X509Certificate#getKeyUsage} has them. */
  private static final int DIGITAL_SIGNATURE = 0;

  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;

  /** RFC 5280 §4.2.1.12. */
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private LeafCertificate() {}

  /** Kinds of alternative names, with their numbers (RFC 5280 §4.2.1.6). */
  public enum NameKind {
    EMAIL(1),
    DNS(2),
    URI(6),
    IP(7);

    private final Integer number;

    NameKind(int number) {
      this.number = number;
    }
  }

  /**
   * Whether it is no authority's, signs handshakes and signs no certificates (X.509-SVID §4.1,
   * §4.3): one that could would make further ones of its own.
   */
  public static boolean isLeaf(X509Certificate certificate) {
    boolean[] uses = certificate.getKeyUsage();
    return isNoAuthority(certificate) && uses != null && uses[DIGITAL_SIGNATURE];
  }

  /** Whether it is no authority's and is not said to sign certificates; that it signs is open. */
  public static boolean isNoAuthority(X509Certificate certificate) {
    boolean[] uses = certificate.getKeyUsage();
    return certificate.getBasicConstraints() < 0
        && (uses == null || (!uses[KEY_CERT_SIGN] && !uses[CRL_SIGN]));
  }

  /** Whether it is for clients, or does not say what for. */
  public static boolean isForClients(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null
          || purposes.contains(CLIENT_AUTHENTICATION)
          || purposes.contains(ANY_PURPOSE);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** Whether it is valid now, by the system's clock. */
  public static boolean isValidNow(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return false;
    }
  }

  /**
   * Its alternative names of one kind, as they stand there; addresses as Java prints them.
   *
   * @throws CertificateParsingException if they cannot be read
   */
  public static List<String> names(X509Certificate certificate, NameKind kind)
      throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    List<String> names = new ArrayList<>();
    if (all != null) {
      for (List<?> name : all) {
        if (kind.number.equals(name.get(0))) {
          names.add(String.valueOf(name.get(1)));
        }
      }
    }
    return names;
  }
}
