package dev.locum.authservice.store;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** What is foreseen, on SQLite. */
class SqliteForesightTest extends ForesightContract {

  @TempDir private Path directory;

  @Override
  Store open() {
    return JdbcStore.open(
        SqliteDatabase.at(directory.resolve("foresight.db"), Duration.ofSeconds(5)),
        StoreLimits.defaults());
  }
}
