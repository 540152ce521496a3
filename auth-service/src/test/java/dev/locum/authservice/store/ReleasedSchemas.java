package dev.locum.authservice.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Databases as released versions left them. A directory is a version: {@code sqlite.sql} and {@code
 * postgresql.sql} are dumps of its schema with some rows, {@code migrations.sha256} says which
 * migrations it had.
 */
final class ReleasedSchemas {

  /** Beside the module's pom: where tests run. */
  static final Path ROOT = Path.of("src/test/released-schemas");

  static final Path MIGRATIONS =
      Path.of("src/main/resources/dev/locum/authservice/store/migration");

  /** Stands between statements of a dump of SQLite: values may have any other text. */
  static final String BETWEEN = "\n--;\n";

  private ReleasedSchemas() {}

  /** One for each version, oldest first. */
  static List<Path> versions() {
    try (Stream<Path> all = Files.list(ROOT)) {
      return all.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes an empty database what it was then. */
  static void load(Path dump, Connection empty) throws SQLException {
    try (Statement statement = empty.createStatement()) {
      for (String sql : read(dump).split(BETWEEN)) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
    }
  }

  /**
   * Tables, columns, keys and indices, as the database says; what it calls by itself is left out.
   */
  static List<String> describe(Connection database) throws SQLException {
    boolean isSqlite = database.getMetaData().getDatabaseProductName().equals("SQLite");
    return isSqlite
        ? rows(
            database,
            "SELECT type || ' ' || name || ': ' || sql FROM sqlite_master"
                + " WHERE sql IS NOT NULL AND name NOT LIKE 'flyway%' ORDER BY 1")
        : Stream.of(
                "SELECT table_name || '.' || column_name || ' ' || ordinal_position || ' '"
                    + " || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')"
                    + " FROM information_schema.columns WHERE table_schema = 'public'"
                    + " AND table_name NOT LIKE 'flyway%' ORDER BY 1",
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
                    + " AND tablename NOT LIKE 'flyway%' ORDER BY 1",
                "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
                    + " WHERE connamespace = 'public'::regnamespace"
                    + " AND conrelid::regclass::text NOT LIKE 'flyway%' ORDER BY 1")
            .flatMap(query -> unchecked(database, query).stream())
            .toList();
  }

  /** How many rows each table has. */
  static Map<String, Long> count(Connection database) throws SQLException {
    boolean isSqlite = database.getMetaData().getDatabaseProductName().equals("SQLite");
    Map<String, Long> counts = new TreeMap<>();
    List<String> tables =
        rows(
            database,
            isSqlite
                ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
    for (String table : tables) {
      counts.put(
          table, Long.valueOf(rows(database, "SELECT count(*) FROM \"" + table + "\"").get(0)));
    }
    return counts;
  }

  static List<String> rows(Connection database, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        rows.add(String.valueOf(found.getString(1)));
      }
    }
    return rows;
  }

  private static List<String> unchecked(Connection database, String query) {
    try {
      return rows(database, query);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static String digest(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
