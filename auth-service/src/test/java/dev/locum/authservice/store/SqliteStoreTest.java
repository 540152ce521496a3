package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's contract on SQLite, and what is SQLite's own. */
class SqliteStoreTest extends StoreContract {

  private static final StoreLimits IMPATIENT = new StoreLimits(2, 8, 4, Duration.ofMillis(400));

  @TempDir private Path directory;

  @Override
  Store open() {
    return JdbcStore.open(database("store.db", Duration.ofSeconds(5)), StoreLimits.defaults());
  }

  @Test
  void files_areForTheOwnerAlone() throws IOException {
    try (Store store = JdbcStore.open(database("new/own.db", Duration.ofSeconds(1)), IMPATIENT)) {
      store.write(tx -> tx.next("any"));

      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("new"))))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("new/own.db"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void write_whileAnotherProcessHoldsTheFile_isUnavailableAndRecoversAlone() throws SQLException {
    try (Store store = JdbcStore.open(database("locked.db", Duration.ofMillis(50)), IMPATIENT)) {
      store.write(tx -> tx.next("before"));

      try (Connection other =
              DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("locked.db"));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");

        assertThatThrownBy(() -> store.write(tx -> tx.next("during")))
            .isInstanceOf(StoreUnavailableException.class);

        statement.execute("ROLLBACK");
      }

      long again = store.write(tx -> tx.next("before"));
      assertThat(again).isEqualTo(2);
      assertThat(countersOf(store)).containsExactly("before");
    }
  }

  @Test
  void write_whenTheDiskIsFull_isUnavailableAndRecoversAlone() throws SQLException {
    FillingDatabase database = new FillingDatabase(database("full.db", Duration.ofSeconds(1)));
    try (Store store = JdbcStore.open(database, IMPATIENT)) {
      database.isFull = true;

      assertThatThrownBy(() ->
              store.write(tx -> {
                tx.next("before");
                return tx.update(
                    "INSERT INTO counter (name, value) VALUES (?, 1)", "x".repeat(4_000_000));
              }))
          .isInstanceOf(StoreUnavailableException.class);

      database.isFull = false;
      long first = store.write(tx -> tx.next("before"));
      assertThat(first).isEqualTo(1);
    }
  }

  @Test
  void write_whenTooManyWait_isUnavailableAtOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    StoreLimits small = new StoreLimits(1, 2, 1, Duration.ofSeconds(20));
    try (Store store = JdbcStore.open(database("slow.db", Duration.ofSeconds(1)), small);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var blocked = store.submit(tx -> await(release));
      List<Future<Long>> waiting =
          IntStream.range(0, 20)
              .mapToObj(i -> callers.submit(() -> store.write(tx -> tx.next("slow"))))
              .toList();
      long refused = 0;
      while (refused < 17) {
        refused = waiting.stream().filter(f -> f.state() == Future.State.FAILED).count();
        Thread.onSpinWait();
      }
      release.countDown();

      blocked.get();
      callers.shutdown();
      assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      long last = store.write(tx -> tx.next("slow"));
      assertThat(last).isBetween(2L, 4L);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> countersOf(Store store) {
    return store.read(tx -> tx.query("SELECT name FROM counter", r -> r.text("name")));
  }

  private SqliteDatabase database(String name, Duration busyTimeout) {
    return SqliteDatabase.at(directory.resolve(name), busyTimeout);
  }

  /** Opens connections on which the database may not grow, as on a full disk. */
  private static final class FillingDatabase extends ForwardingDatabase {
    private volatile boolean isFull;

    FillingDatabase(Database actual) {
      super(actual);
    }

    @Override
    public Connection openWriter() throws SQLException {
      Connection connection = actual.openWriter();
      if (isFull) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA max_page_count = 1");
        }
      }
      return connection;
    }
  }
}
