package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.CliFixture.Outcome;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code locum token fetch}: a token for one service, into a file and nowhere else. */
@Timeout(60)
final class FetchTokenTest {

  private final Path file;
  private final CliFixture cli;

  FetchTokenTest(@TempDir Path home) {
    this.file = home.resolve("trip.token");
    this.cli = new CliFixture(home);
  }

  @BeforeEach
  void login() {
    cli.login();
  }

  @AfterEach
  void close() {
    assertThat(cli.everythingSaid()).doesNotContain("eyJ");
    cli.close();
  }

  @Test
  void fetch_serviceThatUsersCall_isWrittenForTheOwnerAlone() throws IOException {
    Outcome fetched = cli.run("token", "fetch", "trip", "--to", file.toString());

    assertThat(fetched.exit()).as(fetched.err()).isZero();
    assertThat(fetched.out()).contains("trip", file.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    RawToken token = RawToken.of(Files.readString(file).strip());
    assertThat(cli.issuer.verifier().verifyAccessToken(token, new Audience("trip")))
        .isInstanceOf(Verification.Verified.class);
  }

  /** The login goes on: its access token is still the trigger's, its refresh token the newest. */
  @Test
  void fetch_again_keepsTheLogin() throws IOException {
    String before = storedAccessToken();

    assertThat(cli.run("token", "fetch", "trip", "--to", file.toString()).exit()).isZero();
    assertThat(storedAccessToken()).isEqualTo(before);
    assertThat(cli.run("token", "fetch", "trip", "--to", file.toString()).exit()).isZero();

    cli.clock.advance(Duration.ofMinutes(20));
    assertThat(cli.run("whoami").exit()).isZero();
  }

  /** Absence denies, and the login is none the worse for it. */
  @Test
  void fetch_serviceThatUsersDoNotCall_isRefusedAndNothingIsWritten() {
    Outcome refused = cli.run("token", "fetch", "billing", "--to", file.toString());

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("invalid_target");
    assertThat(file).doesNotExist();
    assertThat(cli.run("whoami").exit()).isZero();
  }

  @Test
  void fetch_withoutALogin_needsOne() {
    cli.run("logout");

    assertThat(cli.run("token", "fetch", "trip", "--to", file.toString()).exit()).isEqualTo(7);
  }

  /** Without a service, or with one of Locum's own parts, it would be another kind of token. */
  @ParameterizedTest
  @ValueSource(strings = {"", "locum-trigger", "Trip", "https://trip.example"})
  void fetch_whatIsNoService_isRefused(String service) {
    assertThat(cli.run("token", "fetch", service, "--to", file.toString()).exit()).isEqualTo(2);
    assertThat(file).doesNotExist();
  }

  private String storedAccessToken() throws IOException {
    Matcher token =
        Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"")
            .matcher(Files.readString(cli.tokenFile()));
    assertThat(token.find()).isTrue();
    return token.group(1);
  }
}
