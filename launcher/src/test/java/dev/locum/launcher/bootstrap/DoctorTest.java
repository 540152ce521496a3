package dev.locum.launcher.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.cli.profile.OwnerOnly;
import dev.locum.cli.terminal.Person;
import dev.locum.cli.terminal.Streams;
import dev.locum.cli.terminal.Terminal;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.testkit.net.FreePort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code locum doctor} of the whole application looks into the auth service's database, too. */
@Timeout(120)
final class DoctorTest {

  private @TempDir Path directory;

  @Test
  void doctor_looksIntoTheDatabase_andAtWhoAnswersAsTheIssuer() throws Exception {
    int port = FreePort.find();
    write(new byte[32], port);
    assertThat(doctor())
        .contains(
            "care  authService.issuer: nobody answers at",
            "good  authService.store.schema: the file is made at the first start",
            "good  authService.store.operator: the next start makes one");

    try (AuthServiceProcess process =
        AuthServiceProcess.start(
            new SettingsLoader(Map.of())
                .load(directory.resolve("locum.yaml"), AuthServiceSettings.class),
            Clock.systemUTC())) {
      assertThat(process.httpAddress().getPort()).isEqualTo(port);

      assertThat(doctor())
          .contains(
              "good  authService.issuer: http://127.0.0.1:" + port + " answers as itself",
              "good  authService.store.schema: version ",
              "good  authService.store.keys: the key-encryption key opens every signing key",
              "good  authService.store.operator: there is one")
          .doesNotContain("bad ")
          .endsWith("0");
    }

    byte[] another = new byte[32];
    another[0] = 1;
    write(another, port);
    assertThat(doctor())
        .contains("bad   authService.store.keys: signing keys are sealed under another")
        .endsWith("8");
  }

  private void write(byte[] key, int port) throws IOException {
    OwnerOnly.write(
        directory.resolve("key-encryption.key"),
        Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    Files.writeString(
        directory.resolve("locum.yaml"),
        """
        authService:
          listen:
            grpc: 127.0.0.1:0
            http: 127.0.0.1:%1$d
            insecure: {plaintext: true}
          issuer: http://127.0.0.1:%1$d
          keys: {encryptionKey: "file:key-encryption.key"}
          store: {sqlite: authority.db}
          bootstrap: {operatorKeyFile: operator.jwk}
        """
            .formatted(port));
  }

  /** What it writes, and its exit code. */
  private String doctor() {
    StringWriter out = new StringWriter();
    Terminal terminal =
        new Terminal(
            new Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintWriter(out),
                new PrintWriter(out),
                Streams.Terminals.none()),
            new Nobody(),
            Map.of("LOCUM_HOME", directory.resolve("home").toString()),
            directory,
            Clock.systemUTC());
    int exit =
        Main.commands()
            .execute(terminal, "doctor", "--config", directory.resolve("locum.yaml").toString());
    return out.toString() + exit;
  }

  private static final class Nobody implements Person {

    @Override
    public char[] askSecret(String question) {
      return new char[0];
    }

    @Override
    public void await(Duration duration) {
      throw new AssertionError("nothing waits");
    }
  }
}
