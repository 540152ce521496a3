package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.CliFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code locum token}; TT-13: what is printed is no token any more. */
@Timeout(60)
final class TokenTest {

  private final Path home;
  private final CliFixture cli;

  TokenTest(@TempDir Path home) {
    this.home = home;
    this.cli = new CliFixture(home);
    // The real profile's issuer is the address of the auth service; here the tokens' own is.
    cli.writeProfileText(
        "tokens",
        """
        cli:
          issuer: https://auth.example:7421
          authService:
            target: %s
            insecure: { plaintext: true }
        """
            .formatted(cli.auth.address()));
    cli.with("LOCUM_PROFILE", "tokens");
  }

  @AfterEach
  void close() {
    assertThat(cli.everythingSaid()).doesNotContain("eyJ");
    cli.close();
  }

  @Test
  void inspect_fromStdin_showsHeaderAndClaimsAndNoSignature() {
    String token = cli.issuer.delegationToken().text();

    Outcome inspected = cli.runWith(token + "\n", "token", "inspect");

    assertThat(inspected.exit()).isZero();
    assertThat(inspected.out())
        .contains("txntoken+jwt", "delegation-1", "queue-alice", "not verified")
        .doesNotContain(token.substring(token.lastIndexOf('.') + 1));
  }

  @Test
  void inspect_fromAFileAsJson_parses() throws IOException {
    Path file = Files.writeString(home.resolve("t"), cli.issuer.accessToken().text());

    assertThat(cli.run("token", "inspect", file.toString(), "-o", "json").json())
        .containsOnlyKeys("verified", "header", "claims")
        .containsEntry("verified", false);
  }

  @Test
  void inspect_ofATokenInAnArgument_isRefusedAndNotRepeated() {
    Outcome refused = cli.run("token", "inspect", cli.issuer.accessToken().text());

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("it was not used");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "e30.e30",
        "e30.W10.x",
        "\u0000.\u0000.\u0000"
      })
  void inspect_ofAnythingElse_endsWithTwoAndDoesNotRepeatIt(String text) {
    Outcome refused = cli.runWith(text, "token", "inspect");

    assertThat(refused.exit()).isEqualTo(2);
  }

  // What stands in a token is a stranger's: it must not move the cursor.
  @Test
  void inspect_ofClaimsWithEscapes_printsNone() {
    String token = cli.issuer.accessToken().with("note", "\u001b]0;owned\u0007\u202E").text();

    assertThat(cli.runWith(token, "token", "inspect").out())
        .doesNotContain("\u001b", "\u0007", "\u202E");
  }

  @Test
  void verify_ofEveryKind_saysYes() {
    assertVerified(cli.issuer.accessToken().text(), "ACCESS");
    assertVerified(cli.issuer.delegationToken().text(), "DELEGATION");
    assertVerified(cli.issuer.downstreamToken().text(), "DOWNSTREAM");
    assertVerified(cli.issuer.serviceToken().text(), "SERVICE");
  }

  private void assertVerified(String token, String kind) {
    Outcome verified = cli.runWith(token, "token", "verify");
    assertThat(verified.err()).isEmpty();
    assertThat(verified.out()).contains("yes", kind);
    assertThat(verified.exit()).isZero();
  }

  @Test
  void verify_ofATokenThatDoesNotCount_endsWithEightAndSaysWhy() {
    assertRefused(cli.issuer.accessToken().expired().text(), "TOKEN_EXPIRED");
    assertRefused(cli.issuer.forger().accessToken().text(), "TOKEN_KEY_UNKNOWN");
    assertRefused(
        cli.issuer.accessToken().issuer("https://evil.example").text(), "TOKEN_ISSUER_WRONG");
    assertRefused(cli.issuer.accessToken().text(), "TOKEN_AUDIENCE_WRONG", "--audience", "fleet");
    assertRefused(cli.issuer.accessToken().text(), "TOKEN_KIND_WRONG", "--kind", "delegation");
  }

  private void assertRefused(String token, String reason, String... options) {
    String[] args = new String[options.length + 2];
    args[0] = "token";
    args[1] = "verify";
    System.arraycopy(options, 0, args, 2, options.length);
    Outcome refused = cli.runWith(token, args);
    assertThat(refused.out()).contains("no", reason);
    assertThat(refused.exit()).isEqualTo(8);
  }

  @Test
  void verify_whenTheAuthServiceIsDown_endsWithThree() {
    cli.auth.goDown();

    assertThat(cli.runWith(cli.issuer.accessToken().text(), "token", "verify").exit()).isEqualTo(3);
  }
}
