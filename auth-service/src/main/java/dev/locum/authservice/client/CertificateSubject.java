package dev.locum.authservice.client;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whom a client certificate must name, in exactly one way (RFC 8705 §2.1.2, MT-1).
 *
 * @param kind where the name stands in the certificate
 * @param value the name, compared exactly
 */
public record CertificateSubject(Kind kind, String value) {

  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,512}");

  /** Where a certificate has the name. */
  public enum Kind {
    /** A dNSName in the subject's alternative names. */
    SAN_DNS,
    /** A uniformResourceIdentifier in the subject's alternative names. */
    SAN_URI
  }

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if the value is empty, long, not ASCII, or a wildcard
   */
  public CertificateSubject {
    if (!FORM.matcher(value).matches() || value.contains("*")) {
      throw new IllegalArgumentException(
          "certificate subject: refused (expected: one exact name, no wildcard)");
    }
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
