package dev.locum.cli.oauth;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.grpcauthz.tls.TrustAnchors;
import dev.locum.settings.value.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/** Whose certificates an HTTPS server may show. */
public final class ServerTrust {

  private ServerTrust() {}

  /** A context that trusts these authorities and no others. */
  public static SSLContext context(CertificateAuthority authority) {
    try {
      return authority.file().isPresent()
          ? trusting(authority.file().get())
          : SSLContext.getDefault();
    } catch (IOException e) {
      throw unusable(authority, "cannot be read");
    } catch (IllegalArgumentException e) {
      throw unusable(authority, "holds no usable certificate");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("TLS: absent (expected: in every Java platform)", e);
    }
  }

  private static SSLContext trusting(Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      return TrustAnchors.context(pem);
    }
  }

  private static CliException unusable(CertificateAuthority authority, String why) {
    return new CliException(ExitCode.USAGE, "ca: " + authority.file().orElseThrow() + " " + why);
  }
}
