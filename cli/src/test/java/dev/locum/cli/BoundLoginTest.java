package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.CliFixture.Outcome;
import dev.locum.cli.output.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code locum login --bound}: RFC 9449 at the command line, over sockets (DP-1 to DP-5). */
final class BoundLoginTest {

  @TempDir private Path home;
  private CliFixture cli;

  @BeforeEach
  void start() {
    cli = new CliFixture(home);
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  @Test
  void login_bound_keepsTheKeyWithTheTokensAndShowsItNowhere() throws IOException {
    ok("login", "--bound");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cli.tokenFile())))
        .isEqualTo("rw-------");
    String key = String.valueOf(kept().get("proof_key"));
    assertThat(key).contains("\"d\"");
    assertThat(ok("whoami", "-o", "json").json()).containsEntry("bound_to_key", true);
    ok("work", "list");
    String secret = String.valueOf(JsonText.parseObject(key).orElseThrow().get("d"));
    assertThat(cli.everythingSaid()).doesNotContain(secret);
  }

  @Test
  void login_withoutBound_sendsBearerTokens() throws IOException {
    ok("login");
    ok("work", "list");

    assertThat(kept()).doesNotContainKey("proof_key");
    assertThat(cli.trigger.authorizations().getLast()).startsWith("Bearer ");
  }

  /** DP-3, DP-4: each call has a proof of its own; the token alone opens nothing. */
  @Test
  void calls_ofABoundLogin_areProvenAtTheTrigger() throws IOException {
    ok("login", "--bound");
    ok("work", "list");
    ok("work", "list");
    assertThat(cli.trigger.authorizations()).allMatch(shown -> shown.startsWith("DPoP "));

    String file = Files.readString(cli.tokenFile());
    Files.writeString(
        cli.tokenFile(), file.replaceAll(",\\s*\"proof_key\"\\s*:\\s*\"(\\\\.|[^\"])*\"", ""));
    assertThat(kept()).doesNotContainKey("proof_key");
    assertThat(cli.run("work", "list").exit()).as("stolen without the key").isNotZero();
  }

  @Test
  void refresh_ofABoundLogin_provesTheSameKey() throws IOException {
    ok("login", "--bound");
    Object key = kept().get("proof_key");
    Object token = kept().get("access_token");
    cli.clock.advance(Duration.ofMinutes(10));

    ok("work", "list");

    assertThat(kept().get("access_token")).isNotEqualTo(token);
    assertThat(kept().get("proof_key")).isEqualTo(key);
    ok("work", "list");
  }

  /** DP-5: once more with the nonce, at the token endpoint and at the trigger. */
  @Test
  void dp5_nonces_areLearntFromTheRefusal() throws IOException {
    cli.http.askForNonce("n-1");
    cli.trigger.askForNonces();
    ok("login", "--bound");
    ok("work", "list");
    cli.http.askForNonce("n-2");
    cli.clock.advance(Duration.ofMinutes(10));

    ok("work", "list");
  }

  /** Absence denies: a login that was to be bound and is not is none. */
  @Test
  void login_thatIsNotBound_isRefused() {
    cli.http.bindNothing();

    Outcome refused = cli.run("login", "--bound");

    assertThat(refused.exit()).isNotZero();
    assertThat(refused.err()).contains("did not bind");
    assertThat(cli.tokenFile()).doesNotExist();
  }

  @Test
  void tokenFetch_ofABoundLogin_saysThatItNeedsAProof() throws IOException {
    ok("login", "--bound");

    Outcome fetched = ok("token", "fetch", "trip", "--to", home.resolve("t").toString());

    assertThat(fetched.err()).contains("bound to the key of this profile");
    assertThat(kept()).containsKey("proof_key");
    ok("work", "list");
  }

  private Outcome ok(String... arguments) {
    Outcome outcome = cli.run(arguments);
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return outcome;
  }

  private Map<String, @Nullable Object> kept() throws IOException {
    return JsonText.parseObject(Files.readString(cli.tokenFile())).orElseThrow();
  }
}
