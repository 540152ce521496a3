package dev.locum.authservice.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with an SQLite file, its disk, and what is in it. */
@Timeout(120)
final class SqliteDiagnosisTest {

  private @TempDir Path directory;

  @Test
  void storeInUse_isSound_andIsLeftAsItIs() throws Exception {
    try (ProcessWorld world = ProcessWorld.open(directory)) {
      assertThat(world.process.grpcPort()).isPositive();

      assertThat(look("locum.db"))
          .contains(
              "SOUND store.schema: version " + OwnSchema.VERSION + ", as this program's",
              "SOUND store.keys: the key-encryption key opens every signing key",
              "SOUND store.operator: there is one",
              "SOUND store.workloads: each can prove itself");
    }
  }

  /** The form is kept at every registration; what stands there otherwise, somebody else wrote. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://shop.example/cb",
        "https://*.shop.example/cb",
        "https://shop.example/cb#fragment",
        "https://shop.example:port:/cb",
        "https://shop.example/cb\\n/relative",
        "javascript:alert(1)"
      })
  void redirectAddressThatNobodyMayBeSentTo_isFound(String address) throws Exception {
    try (ProcessWorld world = ProcessWorld.open(directory)) {
      client(world, "shop", "none", address.replace("\\n", "\n"));

      assertThat(look("locum.db"))
          .contains("WRONG store.clients: redirect addresses that nobody may be sent to: shop");
    }
  }

  @Test
  void clientsAndWorkloadsThatCannotProveThemselves_areFound() throws Exception {
    try (ProcessWorld world = ProcessWorld.open(directory)) {
      client(world, "web", "private_key_jwt", "https://web.example/cb\nhttp://127.0.0.1/cb");
      assertThat(look("locum.db"))
          .contains("CARE store.clients: on users' machines, and yet with a credential: web");

      client(world, "shop", "client_secret_basic", "https://shop.example/cb");
      sql("DELETE FROM api_key WHERE workload = 'fleet'");
      assertThat(look("locum.db"))
          .contains(
              "CARE store.clients: without a secret yet: shop",
              "CARE store.workloads: without any credential: fleet");
    }
  }

  @Test
  void storeWithoutAnOperator_isFound() throws Exception {
    try (ProcessWorld world = ProcessWorld.open(directory)) {
      assertThat(world.process.grpcPort()).isPositive();
      sql("UPDATE workload SET kind = 'TRIGGER' WHERE kind = 'OPERATOR'");

      assertThat(look("locum.db"))
          .contains("WRONG store.operator: there is none, and none is made");
    }
  }

  @Test
  void fileThatIsNoDatabase_isFound_andOneThatIsNotThereIsNotMade() throws Exception {
    Files.writeString(directory.resolve("key-encryption-key"), "A".repeat(43));
    Files.setPosixFilePermissions(
        directory.resolve("key-encryption-key"), PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        directory.resolve("notes.txt"), "this is no database, and long enough\n".repeat(50));

    assertThat(look("notes.txt")).anyMatch(line -> line.startsWith("WRONG store: "));
    assertThat(look("nowhere/locum.db"))
        .anyMatch(line -> line.startsWith("WRONG store.sqlite: there is no directory"));
    assertThat(look("fresh.db"))
        .contains("SOUND store.schema: the file is made at the first start");
    assertThat(directory.resolve("fresh.db")).doesNotExist();
  }

  /** Linux keeps {@code /dev/shm} in memory. */
  @Test
  void diskInMemory_isFound() throws IOException {
    Path memory = Files.createTempDirectory(Path.of("/dev/shm"), "locum");
    try {
      assertThat(LocalDisk.look(memory.resolve("locum.db")))
          .satisfies(found -> assertThat(found.verdict()).isEqualTo(Diagnosis.Verdict.CARE))
          .satisfies(found -> assertThat(found.found()).endsWith("is in memory (tmpfs)"));
    } finally {
      Files.delete(memory);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.glusterfs"})
  void networkFileSystem_isFound(String type) {
    assertThat(LocalDisk.kind(directory, type).verdict()).isEqualTo(Diagnosis.Verdict.WRONG);
    assertThat(LocalDisk.kind(directory, "ext4").verdict()).isEqualTo(Diagnosis.Verdict.SOUND);
  }

  private void client(ProcessWorld world, String id, String method, String redirects)
      throws SQLException {
    assertThat(world.process.grpcPort()).isPositive();
    try (Connection connection = connect();
        var insert =
            connection.prepareStatement(
                "INSERT INTO oauth_client (id, name, tenant, method, public_keys, redirect_uris,"
                    + " post_logout_redirect_uris, grants, scopes, first_party, created_at) VALUES"
                    + " (?, 'Shop', NULL, ?, '', ?, '', 'CODE', 'openid', false, 0)")) {
      insert.setString(1, id);
      insert.setString(2, method);
      insert.setString(3, redirects);
      insert.executeUpdate();
    }
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = connect();
        Statement open = connection.createStatement()) {
      open.execute(statement);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("locum.db"));
  }

  private List<String> look(String file) {
    AuthServiceSettings settings =
        new SettingsLoader(Map.of())
            .parse(
                ProcessWorld.yaml(0, 0, "sqlite: " + file), directory, AuthServiceSettings.class);
    return StoreDiagnosis.of(settings, Clock.systemUTC()).stream()
        .map(each -> each.verdict() + " " + each.subject() + ": " + each.found())
        .toList();
  }
}
