package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.CliFixture.Outcome;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom the command sends a password and a refresh token. */
@Timeout(60)
final class TlsTest {

  private final Path home;
  private final CliFixture cli;
  private final CertificateMaker authority = CertificateMaker.forTest();

  TlsTest(@TempDir Path home) throws IOException {
    this.home = home;
    this.cli = new CliFixture(home);
    authority.writeCertificate(home.resolve("local").resolve("ca.pem"));
  }

  @AfterEach
  void close() {
    cli.close();
  }

  @Test
  void login_overTls_trustsTheAuthorityOfTheProfile() throws Exception {
    try (FakeIssuer https =
        FakeIssuer.startTls(cli.issuer, cli.clock, context(authority.issueLocalServer("auth")))) {
      profile(https.url());

      assertThat(cli.run("login").err()).contains(https.url());
      assertThat(cli.run("whoami").exit()).isZero();
    }
  }

  @Test
  void login_withACertificateOfAnotherAuthority_sendsNothing() throws Exception {
    IssuedCertificate foreign = CertificateMaker.forTest().issueLocalServer("auth");
    try (FakeIssuer https = FakeIssuer.startTls(cli.issuer, cli.clock, context(foreign))) {
      assertRefused(https);
    }
  }

  @Test
  void login_withACertificateOfAnotherHost_sendsNothing() throws Exception {
    IssuedCertificate elsewhere = authority.issueServer("auth", List.of("elsewhere.example"));
    try (FakeIssuer https = FakeIssuer.startTls(cli.issuer, cli.clock, context(elsewhere))) {
      assertRefused(https);
    }
  }

  private void assertRefused(FakeIssuer https) {
    profile(https.url());

    Outcome refused = cli.run("login");

    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("no trusted connection");
    assertThat(https.requests()).isEmpty();
  }

  @Test
  void login_inPlaintextToAnotherMachine_isRefused() {
    profile("http://auth.example:7421");

    assertThat(cli.run("login").exit()).isEqualTo(2);
  }

  private void profile(String issuer) {
    cli.writeProfileText("local", "cli:\n  issuer: " + issuer + "\n  ca: ca.pem\n");
    assertThat(home.resolve("local")).isDirectory();
  }

  private static SSLContext context(IssuedCertificate own)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("own", own.privateKey(), new char[0], new Certificate[] {own.certificate()});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
