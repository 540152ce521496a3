package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.TestPostgresql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An auth service of today makes of each released version's database what it makes anew, on both
 * stores, and loses no row; a migration that was released never changes.
 */
@Timeout(120)
final class ReleasedSchemasTest {

  private @TempDir Path directory;

  /** How a test reaches a database. */
  private interface Place {

    Connection connect() throws Exception;

    Database open();
  }

  static Stream<Path> versions() {
    return ReleasedSchemas.versions().stream();
  }

  static Stream<Arguments> dumps() {
    return versions()
        .flatMap(version ->
            Stream.of(
                Arguments.of(version.resolve("sqlite.sql")),
                Arguments.of(version.resolve("postgresql.sql"))));
  }

  @ParameterizedTest
  @MethodSource("dumps")
  void schema_ofAReleasedVersion_becomesTodaysAndKeepsItsRows(Path dump) throws Exception {
    Place old = place(dump, "old");
    Map<String, Long> before;
    try (Connection connection = old.connect()) {
      ReleasedSchemas.load(dump, connection);
    }
    try (Connection connection = old.connect()) {
      before = ReleasedSchemas.count(connection);
    }
    assertThat(before).as("a dump without rows proves little").containsKey("tenant");
    assertThat(before.get("user_account")).isPositive();

    migrate(old);

    Place fresh = place(dump, "fresh");
    migrate(fresh);
    try (Connection migrated = old.connect();
        Connection anew = fresh.connect()) {
      assertThat(ReleasedSchemas.describe(migrated)).isEqualTo(ReleasedSchemas.describe(anew));
      Map<String, Long> after = ReleasedSchemas.count(migrated);
      before.forEach(
          (table, rows) -> assertThat(after.get(table)).as(table).isGreaterThanOrEqualTo(rows));
    }
  }

  /** The comparison above can fail. */
  @ParameterizedTest
  @MethodSource("dumps")
  void control_aDatabaseThatLacksAnIndexOrColumn_isNotTodays(Path dump) throws Exception {
    Place lacking = place(dump, "lacking");
    Place fresh = place(dump, "fresh");
    migrate(lacking);
    migrate(fresh);
    try (Connection connection = lacking.connect();
        Statement statement = connection.createStatement();
        Connection anew = fresh.connect()) {
      statement.execute("ALTER TABLE external_user DROP COLUMN said_at");

      assertThat(ReleasedSchemas.describe(connection)).isNotEqualTo(ReleasedSchemas.describe(anew));
    }
  }

  /** Whoever has it already would not get the change; nor would anybody find out. */
  @ParameterizedTest
  @MethodSource("versions")
  void migration_onceReleased_neverChanges(Path version) {
    for (Map.Entry<String, String> released : released(version).entrySet()) {
      Path file = ReleasedSchemas.MIGRATIONS.resolve(released.getKey());
      assertThat(file).as("was in %s", version.getFileName()).isRegularFile();
      assertThat(ReleasedSchemas.digest(file))
          .as("%s was in %s: write a new migration instead", file, version.getFileName())
          .isEqualTo(released.getValue());
    }
  }

  /** A migration that is slipped in before a released one would run on fresh databases alone. */
  @ParameterizedTest
  @MethodSource("versions")
  void migration_thatIsNew_comesAfterTheReleasedOnes(Path version) throws Exception {
    Map<String, String> released = released(version);
    int newest = released.keySet().stream().mapToInt(ReleasedSchemasTest::number).max().orElse(0);
    try (Stream<Path> all = Files.list(ReleasedSchemas.MIGRATIONS)) {
      assertThat(
              all.map(file -> file.getFileName().toString())
                  .filter(name -> name.startsWith("V") && number(name) <= newest))
          .containsExactlyInAnyOrderElementsOf(released.keySet());
    }
  }

  /** The database itself remembers, too: the auth service does not start on another history. */
  @Test
  void database_thatHadAnotherMigration_isRefused() throws Exception {
    Path dump = ReleasedSchemas.versions().get(0).resolve("sqlite.sql");
    Place old = place(dump, "other");
    try (Connection connection = old.connect();
        Statement statement = connection.createStatement()) {
      ReleasedSchemas.load(dump, connection);
      statement.execute(
          "UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '3'");
    }

    assertThatThrownBy(() -> migrate(old)).isInstanceOf(IllegalStateException.class);
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(1, name.indexOf('_')));
  }

  private static Map<String, String> released(Path version) {
    Map<String, String> released = new HashMap<>();
    for (String line :
        List.of(ReleasedSchemas.read(version.resolve("migrations.sha256")).split("\n"))) {
      String[] parts = line.split("  ");
      released.put(parts[1], parts[0]);
    }
    assertThat(released).isNotEmpty();
    return released;
  }

  private static void migrate(Place place) {
    JdbcStore.open(place.open(), StoreLimits.defaults()).close();
  }

  private Place place(Path dump, String name) {
    if (dump.getFileName().toString().equals("postgresql.sql")) {
      TestPostgresql.Login login = TestPostgresql.fresh();
      return new Place() {
        @Override
        public Connection connect() throws Exception {
          return login.connect();
        }

        @Override
        public Database open() {
          return login.open();
        }
      };
    }
    Path file = directory.resolve(name + ".db");
    return new Place() {
      @Override
      public Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
      }

      @Override
      public Database open() {
        return SqliteDatabase.at(file, Duration.ofSeconds(5));
      }
    };
  }
}
