package dev.locum.token.proof;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * Which certificate: the SHA-256 of its DER, as in {@code cnf.x5t#S256} (RFC 8705 §3.1; MT-1).
 *
 * @param value base64url, 43 characters
 */
public record CertificateThumbprint(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is no SHA-256
   */
  public CertificateThumbprint {
    Digests.require("x5t#S256", value);
  }

  /**
   * The thumbprint of a certificate, which proves nothing: whether the peer holds its key is known
   * by the TLS handshake alone.
   */
  public static CertificateThumbprint of(X509Certificate certificate) {
    try {
      return new CertificateThumbprint(Digests.of(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that cannot be encoded", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
