package dev.locum.authservice.store;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** What is presumed, on SQLite. */
class SqlitePresumptionTest extends PresumptionContract {

  @TempDir private Path directory;

  @Override
  Store open() {
    return JdbcStore.open(
        SqliteDatabase.at(directory.resolve("recall.db"), Duration.ofSeconds(5)),
        StoreLimits.defaults());
  }
}
