package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.cli.CliFixture.Outcome;
import dev.locum.cli.output.JsonText;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code locum doctor}: each thing that can be wrong is found, and advice is given. */
@Timeout(60)
final class DoctorTest {

  private final CliFixture cli;

  DoctorTest(@TempDir Path home) {
    this.cli = new CliFixture(home);
  }

  @BeforeEach
  void healthy() throws IOException {
    // The HTTP server of the test tells the real time, and the fixture's clock stands elsewhere.
    cli.clock.set(Instant.now());
    Files.setPosixFilePermissions(
        cli.home.resolve("local"), PosixFilePermissions.fromString("rwx------"));
    cli.auth.answer(
        TokenServiceGrpc.getGetKeySetMethod(),
        request ->
            GetKeySetResponse.newBuilder()
                .setIssuer(cli.http.url())
                .setJwks(cli.issuer.publicKeys().toJwks())
                .build());
    cli.login();
  }

  @AfterEach
  void close() {
    assertThat(cli.everythingSaid()).doesNotContain("eyJ", "locum_rt_");
    cli.close();
  }

  @Test
  void doctor_whereAllIsWell_endsWithZero() {
    Outcome looked = cli.run("doctor");

    assertThat(looked.out())
        .contains("good  java", "cryptography: ES256: ", "and wants a token", "clock: agrees");
    assertThat(looked.out()).doesNotContain("bad ");
    assertThat(looked.exit()).isZero();
  }

  @Test
  void doctor_asJson_parses() {
    assertThat(JsonText.isJson(cli.run("doctor", "-o", "json").out())).isTrue();
  }

  @Test
  void doctor_withAWrongClock_advisesToSynchronize() {
    cli.clock.advance(Duration.ofMinutes(-3));

    assertBad("differs from the auth service by about 1", "NTP");
  }

  @Test
  void doctor_withAnOpenDirectory_advisesChmod() throws IOException {
    Files.setPosixFilePermissions(
        cli.home.resolve("local"), PosixFilePermissions.fromString("rwxr-xr-x"));

    assertBad("others may enter", "chmod 700");
  }

  @Test
  void doctor_withAReadableTokenFile_advisesToLogInAnew() throws IOException {
    Files.setPosixFilePermissions(cli.tokenFile(), PosixFilePermissions.fromString("rw-r--r--"));

    assertBad("others than its owner", "chmod 600");
  }

  @Test
  void doctor_whenTheTriggerIsDown_saysWhich() {
    cli.trigger.close();

    assertBad("trigger, gRPC: 127.0.0.1", "Is it running?");
  }

  @Test
  void doctor_whenTheAuthServiceIsOfAnotherIssuer_saysSo() {
    cli.auth.restore(TokenServiceGrpc.getGetKeySetMethod());

    assertBad("is the auth service of another issuer", "Correct");
  }

  @Test
  void doctor_whenSomebodyElseAnswersAsIssuer_saysSo() {
    cli.http.claimToBe("https://evil.example");

    assertBad("is not that issuer", "Check `issuer`");
  }

  @Test
  void doctor_withABrokenProfile_saysWhatIsWrongAndLooksNoFurther() {
    cli.writeProfileText("local", "cli:\n  isuer: https://auth.example:7421\n");

    Outcome looked = cli.run("doctor");

    assertThat(looked.exit()).isEqualTo(8);
    assertThat(looked.out()).contains("isuer").doesNotContain("trigger, gRPC");
  }

  private void assertBad(String found, String advice) {
    Outcome looked = cli.run("doctor");
    assertThat(looked.out()).contains(found, advice);
    assertThat(looked.exit()).isEqualTo(8);
  }
}
