package dev.locum.authservice.store;

import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.TestPostgresql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes what {@link ReleasedSchemas} reads, for the version that is released: {@code
 * scripts/released-schema VERSION}.
 */
@EnabledIfSystemProperty(named = "locum.released-schema", matches = ".+")
final class WriteReleasedSchema {

  private final Path version =
      ReleasedSchemas.ROOT.resolve(System.getProperty("locum.released-schema", ""));

  @Test
  void write(@TempDir Path directory) throws Exception {
    Files.createDirectories(version);
    Files.writeString(version.resolve("migrations.sha256"), checksums());
    try (LoginWorld world = LoginWorld.open(directory)) {
      world.sessionOfAda();
    }
    Files.writeString(version.resolve("sqlite.sql"), dumpSqlite(directory.resolve("locum.db")));
    TestPostgresql.Login database = LoginWorld.database();
    try (LoginWorld world = LoginWorld.open(database)) {
      world.sessionOfAda();
    }
    Files.writeString(version.resolve("postgresql.sql"), dumpPostgresql(database));
  }

  private static String checksums() throws IOException {
    try (Stream<Path> all = Files.list(ReleasedSchemas.MIGRATIONS)) {
      return all.sorted()
          .map(file -> ReleasedSchemas.digest(file) + "  " + file.getFileName() + "\n")
          .collect(Collectors.joining());
    }
  }

  private static String dumpSqlite(Path file) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      statements.addAll(
          ReleasedSchemas.rows(
              database,
              "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
                  + " ORDER BY type DESC, rowid"));
      for (String table : ReleasedSchemas.count(database).keySet()) {
        String values =
            String.join(
                " || ', ' || ",
                ReleasedSchemas.rows(
                    database,
                    "SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('" + table + "')"));
        statements.addAll(
            ReleasedSchemas.rows(
                database,
                "SELECT 'INSERT INTO \""
                    + table
                    + "\" VALUES (' || "
                    + values
                    + " || ')' FROM \""
                    + table
                    + "\""));
      }
    }
    return String.join(ReleasedSchemas.BETWEEN, statements) + "\n";
  }

  private static String dumpPostgresql(TestPostgresql.Login database)
      throws IOException, InterruptedException {
    ProcessBuilder dump =
        new ProcessBuilder(
            "pg_dump",
            "--no-owner",
            "--no-privileges",
            "--inserts",
            "--username=" + database.user(),
            database.url().replace("jdbc:", ""));
    dump.environment().put("PGPASSWORD", database.password());
    dump.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = dump.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("pg_dump failed (expected: one not older than the server)");
    }
    return text.lines()
        .filter(line -> !line.startsWith("\\") && !line.startsWith("--") && !line.isBlank())
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
