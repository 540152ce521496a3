package dev.locum.grpcauthz.tls;

import io.grpc.util.AdvancedTlsX509KeyManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A certificate and its private key, as they are shown to peers.
 *
 * <p>For {@code TlsServerCredentials} and {@code TlsChannelCredentials}. Given the PEM itself,
 * Netty encrypts the key under an empty password and decrypts it again, ten thousand rounds of a
 * hash each way, and loads Bouncy Castle wherever it is on the class path.
 */
public final class TlsIdentity {

  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519");

  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private TlsIdentity() {}

  /**
   * Reads PEM.
   *
   * @param chain the certificate of the key first, then the authorities between it and the root
   * @param key unencrypted PKCS #8 of EC, RSA or Ed25519
   * @throws IOException if one cannot be read
   * @throws IllegalArgumentException if one holds something else; the message never tells what
   */
  public static X509ExtendedKeyManager keyManager(InputStream chain, InputStream key)
      throws IOException {
    AdvancedTlsX509KeyManager manager = new AdvancedTlsX509KeyManager();
    manager.updateIdentityCredentials(certificates(chain), privateKey(key));
    return manager;
  }

  private static X509Certificate[] certificates(InputStream pem) {
    try {
      X509Certificate[] certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .toArray(X509Certificate[]::new);
      if (certificates.length > 0) {
        return certificates;
      }
      throw new IllegalArgumentException("certificate: none in the file (expected: PEM)");
    } catch (CertificateException e) {
      throw new IllegalArgumentException("certificate: cannot be read (expected: PEM, X.509)", e);
    }
  }

  private static PrivateKey privateKey(InputStream pem) throws IOException {
    Matcher body = PRIVATE_KEY.matcher(new String(pem.readAllBytes(), StandardCharsets.US_ASCII));
    if (body.find()) {
      PKCS8EncodedKeySpec spec =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body.group(1)));
      for (String kind : KEY_KINDS) {
        try {
          return KeyFactory.getInstance(kind).generatePrivate(spec);
        } catch (GeneralSecurityException e) {
          // Of another kind; what the exception says could tell of the key.
        }
      }
    }
    throw new IllegalArgumentException(
        "private key: cannot be used (expected: PEM, unencrypted PKCS #8 of EC, RSA or Ed25519)");
  }
}
