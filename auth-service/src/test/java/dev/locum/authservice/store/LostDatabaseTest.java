package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.CapturedLogs;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that goes away and comes back. */
class LostDatabaseTest {

  @Test
  void lostStore_isOneErrorHoweverOftenItIsAsked_andIsToldWhenItIsBack(@TempDir Path directory) {
    Leaving database =
        new Leaving(SqliteDatabase.at(directory.resolve("db"), Duration.ofSeconds(5)));
    try (Store store = JdbcStore.open(database, StoreLimits.defaults());
        CapturedLogs logs = CapturedLogs.start()) {
      database.isAway.set(true);
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> store.write(tx -> tx.next("refused")))
            .isInstanceOf(StoreUnavailableException.class);
      }
      database.isAway.set(false);
      store.write(tx -> tx.next("back"));

      assertThat(logs.text().lines())
          .filteredOn(line -> line.startsWith("the store is lost"))
          .hasSize(1);
      assertThat(logs.text().lines())
          .filteredOn(line -> line.startsWith("the store is back"))
          .hasSize(1);
    }
  }

  /** Refuses to begin while it is away. */
  private static final class Leaving extends ForwardingDatabase {

    private final AtomicBoolean isAway = new AtomicBoolean();

    Leaving(Database present) {
      super(present);
    }

    @Override
    public Connection openWriter() throws SQLException {
      if (isAway.get()) {
        throw new SQLException("away", "08006");
      }
      return super.openWriter();
    }

    @Override
    public String beginWriting() {
      return isAway.get() ? "NOT A STATEMENT" : super.beginWriting();
    }
  }
}
