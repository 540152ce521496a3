package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.CliFixture.Outcome;
import dev.locum.testkit.log.NoSecretsInLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S3-06: login and logout, where the tokens are kept, and when they are not used. */
@Timeout(60)
final class LoginTest {

  @RegisterExtension private final NoSecretsInLogs logs = new NoSecretsInLogs();

  private final Path home;

  private final CliFixture cli;

  LoginTest(@TempDir Path home) {
    this.home = home;
    this.cli = new CliFixture(home);
  }

  @BeforeEach
  void watch() {
    logs.watch(FakeIssuer.PASSWORD);
    logs.watch("locum_rt_");
    logs.watch("locum_dc_");
  }

  /**
   * S3-06: whatever was done, no token and no password was written anywhere but into the token
   * file.
   */
  @AfterEach
  void saidNoSecret() {
    assertThat(cli.everythingSaid())
        .doesNotContain("eyJ", "locum_rt_", "locum_dc_", FakeIssuer.PASSWORD);
    cli.close();
  }

  @Test
  void login_byTheDeviceFlow_showsAddressAndCodeAndKeepsTheTokens() throws IOException {
    cli.http.answerPolls("authorization_pending", "authorization_pending");

    Outcome login = cli.run("login");

    assertThat(login.exit()).isZero();
    assertThat(login.err()).contains(cli.http.url() + "/device", FakeIssuer.USER_CODE);
    assertThat(login.out()).contains("user-ada", "alice", "rider");
    assertThat(Files.readString(cli.tokenFile())).contains("eyJ", cli.http.validRefreshToken());
  }

  @Test
  void login_whenToldToSlowDown_pollsFiveSecondsLessOftenForGood() {
    cli.http.answerPolls("authorization_pending", "slow_down", "authorization_pending");

    assertThat(cli.run("login").exit()).isZero();

    Duration waited = cli.pauses.stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(waited).isEqualTo(Duration.ofSeconds(5 + 5 + 10 + 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_denied", "expired_token", "invalid_grant"})
  void login_thatIsNotGranted_endsWithOneAndKeepsNothing(String error) {
    cli.http.answerPolls(error);

    assertThat(cli.run("login").exit()).isEqualTo(1);
    assertThat(cli.tokenFile()).doesNotExist();
  }

  @Test
  void login_thatNobodyConfirms_endsWhenTheCodeExpires() {
    cli.http.answerPolls(
        IntStream.range(0, 200).mapToObj(i -> "authorization_pending").toArray(String[]::new));

    Outcome login = cli.run("login");

    assertThat(login.exit()).isEqualTo(1);
    assertThat(login.err()).contains("expired");
  }

  @Test
  void login_asUserWithPasswordOnStdin_doesWhatTheBrowserWould() {
    Outcome login =
        cli.runWith(FakeIssuer.PASSWORD + "\n", "login", "--user", "alice/ada", "--password-stdin");

    assertThat(login.err()).isEmpty();
    assertThat(login.exit()).isZero();
    assertThat(cli.http.isAllowed()).isTrue();
    assertThat(cli.http.requests()).contains("POST /login", "POST /device", "POST /logout");
    assertThat(cli.pauses).isEmpty();
  }

  @Test
  void login_asUserAtATerminal_asksForThePassword() {
    assertThat(
            cli.onTerminal().typing(FakeIssuer.PASSWORD).run("login", "--user", "alice/ada").exit())
        .isZero();
  }

  @Test
  void login_withTheWrongPassword_endsWithOneAndAllowsNoDevice() {
    Outcome login =
        cli.runWith("wrong password\n", "login", "--user", "alice/ada", "--password-stdin");

    assertThat(login.exit()).isEqualTo(1);
    assertThat(login.err()).contains("not accepted").doesNotContain("wrong password");
    assertThat(cli.http.isAllowed()).isFalse();
    assertThat(cli.tokenFile()).doesNotExist();
  }

  @Test
  void login_withoutAnybodyToAsk_endsWithTwo() {
    assertThat(cli.run("login", "--user", "alice/ada").exit()).isEqualTo(2);
    assertThat(cli.run("login", "--password-stdin").exit()).isEqualTo(2);
    assertThat(cli.run("login", "--user", "ada").exit()).isEqualTo(2);
  }

  @Test
  void login_whenSomebodyElseAnswers_sendsNothing() {
    cli.http.claimToBe("https://evil.example");

    assertThat(cli.run("login").exit()).isEqualTo(3);
    assertThat(cli.http.requests()).containsExactly("GET /.well-known/oauth-authorization-server");
  }

  @Test
  void login_whenMetadataNameAnotherHost_sendsNoCodeThere() {
    cli.http.sendTokensTo("http://127.0.0.1:1");

    Outcome login = cli.run("login");

    assertThat(login.exit()).isEqualTo(1);
    assertThat(login.err()).contains("nothing was sent there");
  }

  @Test
  void login_whenTheAuthServiceIsDown_endsWithThree() {
    cli.http.close();

    assertThat(cli.run("login").exit()).isEqualTo(3);
  }

  @Test
  void login_again_endsTheSessionBefore() {
    cli.login();
    String first = cli.http.validRefreshToken();

    cli.login();

    assertThat(cli.http.requests()).contains("POST /oauth/revoke");
    assertThat(cli.http.validRefreshToken()).isNotEqualTo(first).startsWith("locum_rt_");
  }

  @Test
  void logout_endsTheSessionAndRemovesTheTokens() {
    cli.login();

    assertThat(cli.run("logout").exit()).isZero();

    assertThat(cli.tokenFile()).doesNotExist();
    assertThat(cli.http.validRefreshToken()).isEqualTo("revoked");
    assertThat(cli.run("whoami").exit()).isEqualTo(7);
  }

  @Test
  void logout_whenTheAuthServiceIsDown_removesTheTokensAndSaysSo() {
    cli.login();
    cli.http.close();

    Outcome logout = cli.run("logout");

    assertThat(logout.exit()).isEqualTo(3);
    assertThat(logout.err()).contains("removed here", "could not be ended");
    assertThat(cli.tokenFile()).doesNotExist();
  }

  @Test
  void logout_ofNobody_isDone() {
    assertThat(cli.run("logout").exit()).isZero();
  }

  @Test
  void whoami_asJson_saysWhoAndNoToken() {
    cli.login();

    assertThat(cli.run("whoami", "-o", "json").json())
        .containsEntry("subject", "user-ada")
        .containsEntry("tenant", "alice")
        .containsEntry("profile", "local")
        .doesNotContainKeys("access_token", "refresh_token");
  }

  @Test
  void tokenFile_afterLogin_isReadableByItsOwnerOnly() throws IOException {
    cli.login();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cli.tokenFile())))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x"})
  void tokenFile_withWiderPermissions_isNotUsedAndShownToNobody(String permissions)
      throws IOException {
    cli.login();
    Files.setPosixFilePermissions(cli.tokenFile(), PosixFilePermissions.fromString(permissions));
    int before = cli.http.requests().size();

    for (List<String> command :
        List.of(List.of("whoami"), List.of("work", "list"), List.of("logout"))) {
      Outcome refused = cli.run(command.toArray(String[]::new));
      assertThat(refused.exit()).as("%s", command).isEqualTo(1);
      assertThat(refused.err()).contains("chmod 600");
    }

    assertThat(cli.http.requests()).hasSize(before);
    assertThat(cli.trigger.authorizations()).isEmpty();
  }

  @Test
  void tokenFile_thatIsALink_isNotUsed() throws IOException {
    cli.login();
    Path elsewhere = home.resolve("elsewhere.json");
    Files.move(cli.tokenFile(), elsewhere);
    Files.createSymbolicLink(cli.tokenFile(), elsewhere);

    assertThat(cli.run("whoami").exit()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"v\":2}", "garbage", "{\"v\":1,\"issuer\":1}"})
  void tokenFile_withAnythingElseInIt_isNotUsedAndNotRepeated(String text) throws IOException {
    cli.login();
    Files.writeString(cli.tokenFile(), text);

    Outcome refused = cli.run("whoami");

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).doesNotContain("garbage");
  }

  @Test
  void tokens_ofAnotherIssuerThanTheProfileNames_areShownToNobody() {
    cli.login();
    try (FakeIssuer other = FakeIssuer.start(cli.issuer, cli.clock)) {
      cli.writeProfile("local", other.url());
      cli.clock.advance(Duration.ofMinutes(20));

      assertThat(cli.run("whoami").exit()).isEqualTo(1);
      assertThat(cli.run("work", "list").exit()).isEqualTo(1);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void accessToken_thatIsAboutToExpire_isRefreshedAndTheRefreshTokenReplaced() throws IOException {
    cli.login();
    String first = cli.http.validRefreshToken();
    cli.clock.advance(Duration.ofMinutes(9).plusSeconds(40));

    assertThat(cli.run("work", "list").exit()).isZero();

    assertThat(Files.readString(cli.tokenFile()))
        .contains(cli.http.validRefreshToken())
        .doesNotContain(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cli.tokenFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void session_thatHasEnded_needsALoginAndForgetsItsTokens() {
    cli.login();
    cli.http.endSession();
    cli.clock.advance(Duration.ofMinutes(20));

    assertThat(cli.run("whoami").exit()).isEqualTo(7);
    assertThat(cli.tokenFile()).doesNotExist();
  }

  @Test
  void refresh_whileTheAuthServiceIsDown_keepsTheTokens() {
    cli.login();
    cli.http.close();
    cli.clock.advance(Duration.ofMinutes(20));

    assertThat(cli.run("whoami").exit()).isEqualTo(3);
    assertThat(cli.tokenFile()).exists();
  }

  // Two that show the same refresh token would look like a theft to the auth service.
  @Test
  void refresh_bySeveralCommandsAtOnce_showsEachRefreshTokenOnce() throws Exception {
    cli.login();
    cli.clock.advance(Duration.ofMinutes(20));
    ExecutorService commands = Executors.newFixedThreadPool(4);
    try {
      List<Future<Outcome>> outcomes =
          IntStream.range(0, 8).mapToObj(i -> commands.submit(() -> cli.run("whoami"))).toList();
      for (Future<Outcome> outcome : outcomes) {
        assertThat(outcome.get().err()).isEmpty();
        assertThat(outcome.get().exit()).isZero();
      }
    } finally {
      commands.shutdownNow();
    }
    long refreshes = cli.http.requests().stream().filter("POST /oauth/token"::equals).count();
    assertThat(refreshes).as("one for the login, one refresh").isEqualTo(2);
  }
}
