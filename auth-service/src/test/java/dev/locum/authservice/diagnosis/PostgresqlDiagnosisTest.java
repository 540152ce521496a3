package dev.locum.authservice.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.TestPostgresql;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a database of PostgreSQL is found before the auth service starts over it. */
@Timeout(120)
final class PostgresqlDiagnosisTest {

  private final TestPostgresql.Login database = TestPostgresql.fresh();

  /** Roles are the server's: each test has one of its own. */
  private final String role = "role_" + UUID.randomUUID().toString().replace("-", "");

  private @TempDir Path directory;

  @BeforeEach
  void write() throws IOException {
    secret("key-encryption-key", key(0));
    secret("password", "password of the role");
  }

  @Test
  void freshDatabase_isSound_andNothingIsMadeInIt() throws Exception {
    assertThat(look())
        .contains(
            "SOUND store.login: " + database.user() + " is let in",
            "SOUND store.schema: none yet: the first start makes version " + OwnSchema.VERSION,
            "SOUND store.rights: the role may make tables in the schema public",
            "SOUND store.clock: agrees with the database's to 5 s",
            "WRONG store.operator: there is none, and none is made");
    assertThat(ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).isEqualTo("0");
  }

  @Test
  void databaseInUse_isSound() throws Exception {
    start();

    assertThat(look())
        .contains(
            "SOUND store.schema: version " + OwnSchema.VERSION + ", as this program's",
            "SOUND store.rights: the role reads, writes and owns the tables",
            "SOUND store.keys: the key-encryption key opens every signing key",
            "SOUND store.clients: each may be sent where it says, and can prove itself",
            "SOUND store.workloads: each can prove itself");
  }

  /** A second auth service that was given another key-encryption key. */
  @Test
  void keysUnderAnotherKeyEncryptionKey_areFound() throws Exception {
    start();
    secret("key-encryption-key", key(1));

    assertThat(look())
        .anyMatch(line ->
            line.startsWith("WRONG store.keys: signing keys are sealed under another")
                && line.contains(one("SELECT id FROM signing_key")));

    secret("former-key", key(0));
    assertThat(
            look(
                settings(
                    yaml()
                        .replace(
                            "encryptionKey: file:key-encryption-key",
                            "encryptionKey: file:key-encryption-key\n"
                                + "    otherEncryptionKeys: [{encryptionKey:"
                                + " \"file:former-key\"}]"))))
        .contains("SOUND store.keys: the key-encryption key opens every signing key");
  }

  @Test
  void roleThatMayNotLogIn_andADatabaseThatIsNotThere_areFound() throws Exception {
    sql("CREATE ROLE " + role + " NOLOGIN");
    assertThat(look(settings(as(role))))
        .containsExactly("WRONG store.login: " + role + " is not let in");

    assertThat(look(settings(yaml().replace(database.url(), database.url() + "_none"))))
        .containsExactly("WRONG store.login: there is no such database");
  }

  @Test
  void roleWithoutRights_isFound() throws Exception {
    sql("CREATE ROLE " + role + " LOGIN PASSWORD 'password of the role'");
    sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    assertThat(look(settings(as(role))))
        .contains("WRONG store.rights: the role may make no tables in the schema public");

    start();
    assertThat(look(settings(as(role))))
        .anyMatch(line -> line.startsWith("WRONG store.rights: the role may not read and write"));

    sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role);
    assertThat(look(settings(as(role))))
        .anyMatch(line -> line.startsWith("CARE store.rights: the role does not own"));

    sql("ALTER ROLE " + role + " SET default_transaction_read_only = on");
    assertThat(look(settings(as(role))))
        .contains("WRONG store.rights: transactions there only read");
  }

  @Test
  void schemaOfAnotherVersion_isFound() throws Exception {
    start();
    sql("UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '6'");
    assertThat(look())
        .contains(
            "WRONG store.schema: version "
                + OwnSchema.VERSION
                + " failed, or is not the one that was released");

    sql("UPDATE flyway_schema_history SET checksum = checksum - 1 WHERE version = '6'");
    sql(
        "INSERT INTO flyway_schema_history SELECT installed_rank + 100, '99', 'later', type,"
            + " 'V99__later.sql', 1, installed_by, now(), 1, true FROM flyway_schema_history"
            + " WHERE version = '"
            + OwnSchema.VERSION
            + "'");
    assertThat(look())
        .contains("WRONG store.schema: version 99, and this program's is " + OwnSchema.VERSION);

    sql("DELETE FROM flyway_schema_history WHERE version IN ('99', '" + OwnSchema.VERSION + "')");
    assertThat(look())
        .contains(
            "CARE store.schema: version "
                + (OwnSchema.VERSION - 1)
                + ", and the next start brings it to "
                + OwnSchema.VERSION);
  }

  @Test
  void databaseOfSomethingElse_isFound() throws Exception {
    sql("CREATE TABLE wiki (page TEXT)");

    assertThat(look())
        .contains("WRONG store.rights: in the schema public are tables of something else");
  }

  @Test
  void clockThatDiffers_isFound() {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(40));

    assertThat(lines(StoreDiagnosis.of(settings(yaml()), ahead)))
        .anyMatch(line -> line.matches("CARE store.clock: differs .* by about (39|40) s"));
  }

  private void start() throws IOException {
    AuthServiceProcess.start(settings(yaml()), Clock.systemUTC()).close();
  }

  private String yaml() {
    try {
      Files.deleteIfExists(directory.resolve("database-password"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ProcessWorld.yaml(0, 0, ProcessWorld.postgresql(directory, database));
  }

  private String as(String user) {
    return yaml()
        .replace("user: " + database.user(), "user: " + user)
        .replace("file:database-password", "file:password");
  }

  private AuthServiceSettings settings(String yaml) {
    return new SettingsLoader(Map.of()).parse(yaml, directory, AuthServiceSettings.class);
  }

  private List<String> look() {
    return look(settings(yaml()));
  }

  private static List<String> look(AuthServiceSettings settings) {
    return lines(StoreDiagnosis.of(settings, Clock.systemUTC()));
  }

  private static List<String> lines(List<Diagnosis> found) {
    assertThat(found)
        .allSatisfy(each ->
            assertThat(each.advice().isEmpty())
                .as("advice where something is to be done: %s", each)
                .isEqualTo(each.verdict() == Diagnosis.Verdict.SOUND));
    return found.stream()
        .map(each -> each.verdict() + " " + each.subject() + ": " + each.found())
        .toList();
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = database.connect();
        Statement open = connection.createStatement()) {
      open.execute(statement);
    }
  }

  private String ask(String query) throws SQLException {
    try (Connection connection = database.connect();
        Statement open = connection.createStatement();
        ResultSet rows = open.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private String one(String query) {
    try {
      return ask(query);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String key(int octet) {
    byte[] key = new byte[32];
    key[0] = (byte) octet;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  private void secret(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
