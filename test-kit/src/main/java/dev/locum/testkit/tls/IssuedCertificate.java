package dev.locum.testkit.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A certificate and its private key. {@code toString} shows neither. */
public final class IssuedCertificate {

  private final X509Certificate certificate;
  private final PrivateKey privateKey;

  IssuedCertificate(X509Certificate certificate, PrivateKey privateKey) {
    this.certificate = certificate;
    this.privateKey = privateKey;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** Secret. */
  public PrivateKey privateKey() {
    return privateKey;
  }

  /** The certificate as PEM (RFC 7468). */
  public String certificatePem() {
    return Pem.of(certificate);
  }

  /**
   * The private key as PEM, PKCS #8 (RFC 7468 §10). Secret. The public key is in it, which RFC 5915
   * leaves open and the TLS library of Temporal's Rust core insists on.
   */
  public String privateKeyPem() {
    SubjectPublicKeyInfo subject =
        SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
    ECPrivateKey key = (ECPrivateKey) privateKey;
    try {
      return Pem.ofPrivateKey(
          new PrivateKeyInfo(
                  subject.getAlgorithm(),
                  new org.bouncycastle.asn1.sec.ECPrivateKey(
                      key.getParams().getOrder().bitLength(),
                      key.getS(),
                      subject.getPublicKeyData(),
                      null))
              .getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its {@code x5t#S256}: the SHA-256 of the certificate, base64url (RFC 7515 §4.1.8). */
  public String thumbprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is not in this JDK", e);
    }
  }

  /** Writes the certificate. */
  public Path writeCertificate(Path file) throws IOException {
    return Pem.write(file, certificatePem());
  }

  /** Writes the private key; only its owner may read the file. */
  public Path writePrivateKey(Path file) throws IOException {
    return Pem.write(file, privateKeyPem());
  }

  @Override
  public String toString() {
    return "IssuedCertificate[" + certificate.getSubjectX500Principal() + "]";
  }
}
