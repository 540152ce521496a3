package dev.locum.authservice.client;

import dev.locum.grpcauthz.tls.LeafCertificate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/**
 * Whom a client certificate must name, in exactly one way (RFC 8705 §2.1.2, MT-1).
 *
 * @param kind where the name stands in the certificate
 * @param value the name, in the one form in which it is compared, character by character
 */
public record CertificateSubject(Kind kind, String value) {

  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,512}");
  private static final int MAX_SUBJECT = 1024;

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]{2,39}");

  /** Where a certificate has the name. */
  public enum Kind {
    /** The whole subject, as RFC 4514 writes it. */
    SUBJECT_DN,
    /** A dNSName in the subject's alternative names. */
    SAN_DNS,
    /** A uniformResourceIdentifier in the subject's alternative names. */
    SAN_URI,
    /** An iPAddress in the subject's alternative names. */
    SAN_IP,
    /** An rfc822Name in the subject's alternative names. */
    SAN_EMAIL
  }

  /**
   * Checks the form; brings subjects and addresses into the one in which they are compared.
   *
   * @throws IllegalArgumentException if the value is empty, long, a wildcard, or not of its kind
   */
  public CertificateSubject {
    value =
        switch (kind) {
          case SUBJECT_DN -> subject(value);
          case SAN_IP -> address(value);
          case SAN_DNS, SAN_URI, SAN_EMAIL -> name(value);
        };
  }

  /**
   * Whether the certificate has this name at this place. Another kind of name never counts, even if
   * it reads the same.
   */
  boolean isOf(X509Certificate certificate) {
    try {
      return switch (kind) {
        case SUBJECT_DN -> text(certificate.getSubjectX500Principal()).equals(value);
        case SAN_DNS -> isAmong(certificate, LeafCertificate.NameKind.DNS);
        case SAN_URI -> isAmong(certificate, LeafCertificate.NameKind.URI);
        case SAN_IP -> isAmong(certificate, LeafCertificate.NameKind.IP);
        case SAN_EMAIL -> isAmong(certificate, LeafCertificate.NameKind.EMAIL);
      };
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private boolean isAmong(X509Certificate certificate, LeafCertificate.NameKind names)
      throws CertificateParsingException {
    return LeafCertificate.names(certificate, names).contains(value);
  }

  private static String name(String value) {
    if (!FORM.matcher(value).matches() || value.contains("*")) {
      throw new IllegalArgumentException(
          "certificate subject: refused (expected: one exact name, no wildcard)");
    }
    return value;
  }

  private static String subject(String value) {
    try {
      if (!value.isBlank() && value.length() <= MAX_SUBJECT) {
        return text(new X500Principal(value));
      }
    } catch (IllegalArgumentException e) {
      // Refused below, without what was wrong.
    }
    throw new IllegalArgumentException(
        "certificate subject: no distinguished name (expected: such as CN=shop,O=Example)");
  }

  private static String text(X500Principal subject) {
    return subject.getName(X500Principal.RFC2253);
  }

  /** As certificates of this JVM print theirs; no name is looked up. */
  private static String address(String value) {
    if (IPV4.matcher(value).matches() || (value.contains(":") && IPV6.matcher(value).matches())) {
      try {
        return InetAddress.getByName(value).getHostAddress();
      } catch (UnknownHostException e) {
        // Refused below.
      }
    }
    throw new IllegalArgumentException("certificate subject: no IP address (expected: a literal)");
  }

  /** {@code san_dns:client.example}. */
  String encode() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + value;
  }

  static CertificateSubject decode(String text) {
    int colon = text.indexOf(':');
    return new CertificateSubject(
        Kind.valueOf(text.substring(0, colon).toUpperCase(Locale.ROOT)), text.substring(colon + 1));
  }
}
