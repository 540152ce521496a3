package dev.locum.launcher.administration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.launcher.administration.AdministeredService.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys and passwords by commands: into files for their owner, and never told (S3-06). */
@Timeout(120)
class CredentialCommandsTest {

  private AdministeredService service;

  @BeforeEach
  void open(@TempDir Path directory) {
    service = AdministeredService.open(directory);
  }

  @AfterEach
  void close() {
    ExamplePlatform.requireNoSecretIn(service.everythingVisible());
    service.close();
  }

  @Test
  void secretAsArgument_isNeitherTakenNorRepeated() {
    ExamplePlatform.setUp(service);

    Outcome refused = service.run("user", "set-password", "alice/ada", "--from", "hunter2hunter2");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).doesNotContain("hunter2").contains("file:PATH");
    assertThat(service.run("user", "set-password", "alice/ada").exit())
        .as("nobody types")
        .isEqualTo(2);
  }

  @Test
  void privateKeyGivenAsPublic_isNotSent() throws IOException {
    service.succeed("workload", "make-key", service.directory.resolve("own.jwk").toString());

    Outcome refused =
        service.run(
            "workload",
            "put",
            "own",
            "--kind",
            "trigger",
            "--public-key",
            "file:" + service.directory.resolve("own.jwk"));

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("nothing of it was sent");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(service.directory.resolve("own.jwk"))))
        .isEqualTo("rw-------");
    assertThat(service.run("workload", "make-key", service.directory.resolve("own.jwk").toString()))
        .as("never over a key that is there")
        .extracting(Outcome::exit)
        .isEqualTo(2);
  }

  @Test
  void apiKey_goesIntoAFileForItsOwner_andServesAsAdministratorsCredential() throws IOException {
    service.succeed(
        "workload",
        "put",
        "second",
        "--kind",
        "operator",
        "--platform",
        "--administrator-role",
        "viewer");
    Path file = service.directory.resolve("second.key");

    service.succeed("workload", "issue-key", "second", "--to", file.toString());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    service.writeProfile("second", "administrator: {id: second, apiKey: \"file:" + file + "\"}");
    service.succeed("tenant", "list", "--profile", "second");
    service.succeed("workload", "revoke-keys", "second");
    Outcome refused = service.run("tenant", "list", "--profile", "second");
    assertThat(refused.exit()).isEqualTo(7);
    assertThat(refused.err()).contains("CREDENTIAL_REJECTED", "cli.administrator");
  }

  @Test
  void profileWithoutAdministrator_isToldWhatToDo() {
    service.writeProfile("bare", "");

    Outcome refused = service.run("tenant", "list", "--profile", "bare");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("cli.administrator", "operatorKeyFile");
  }

  @Test
  void key_isRotatedAndRevoked() {
    String first = keyOf(service.succeed("key", "list"));

    service.succeed("key", "rotate", "--algorithm", "Ed25519");
    assertThat(service.succeed("key", "list")).contains("Ed25519", first);
    service.succeed("key", "revoke", first);

    assertThat(service.succeed("key", "list")).doesNotContain(first);
    assertThat(service.run("key", "rotate", "--algorithm", "none").exit()).isEqualTo(2);
  }

  private static String keyOf(String list) {
    return list.lines().skip(1).findFirst().orElseThrow().split(" ", -1)[0];
  }
}
