package dev.locum.grpcauthz.tls;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The authorities whose certificates an HTTPS server may show, and no others. */
public final class TrustAnchors {

  private TrustAnchors() {}

  /**
   * A context that trusts these authorities alone, not even those of the system.
   *
   * @param pem their certificates, at least one
   * @throws IOException if they cannot be read
   * @throws IllegalArgumentException if there is none, or something else is there
   */
  public static SSLContext context(InputStream pem) throws IOException {
    try {
      KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        anchors.setCertificateEntry("ca-" + anchors.size(), each);
      }
      if (anchors.size() == 0) {
        throw new IllegalArgumentException("certificate: none in the file (expected: PEM)");
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(anchors);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("certificate: cannot be read (expected: PEM, X.509)", e);
    }
  }
}
