package dev.locum.cli.oauth;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.settings.value.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates an HTTPS server may show. */
final class TrustAnchors {

  private TrustAnchors() {}

  /** A context that trusts these authorities and no others. */
  static SSLContext context(CertificateAuthority authority) {
    try {
      return authority.file().isPresent()
          ? trusting(authority.file().get())
          : SSLContext.getDefault();
    } catch (IOException e) {
      throw unusable(authority, "cannot be read");
    } catch (GeneralSecurityException e) {
      throw unusable(authority, "holds no usable certificate");
    }
  }

  private static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    int number = 0;
    for (Certificate certificate : certificates(file)) {
      anchors.setCertificateEntry("ca-" + number++, certificate);
    }
    if (number == 0) {
      throw new GeneralSecurityException("no certificate");
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(pem);
    }
  }

  private static CliException unusable(CertificateAuthority authority, String why) {
    return new CliException(ExitCode.USAGE, "ca: " + authority.file().orElseThrow() + " " + why);
  }
}
