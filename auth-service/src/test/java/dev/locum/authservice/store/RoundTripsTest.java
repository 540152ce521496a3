package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.TestPostgresql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often the one writer goes to PostgreSQL and back for a group: every caller waits for it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RoundTripsTest {

  private static final int UNITS = 100;
  private static final String DEFERRED =
      "INSERT INTO single_use (purpose, owner, id, expires_at)" + " VALUES (?, ?, ?, ?)";

  private final AtomicInteger trips = new AtomicInteger();

  @Test
  void group_ofUnitsThatCountAndDefer_costsAFewTripsHoweverMany() throws Exception {
    try (Store store =
        JdbcStore.open(new Counted(TestPostgresql.fresh().open()), StoreLimits.defaults())) {
      CountDownLatch gathered = new CountDownLatch(1);
      CompletableFuture<Long> first = store.submit(tx -> await(gathered));
      List<CompletableFuture<Long>> units = new ArrayList<>();
      for (int i = 0; i < UNITS; i++) {
        units.add(
            store.submit(tx -> {
              long value = tx.next("counted");
              tx.defer(PassingTable.SINGLE_USE, DEFERRED, "test", "", "n" + value, value);
              return value;
            }));
      }
      gathered.countDown();
      first.get();
      for (int i = 0; i < UNITS; i++) {
        assertThat(units.get(i).get()).isEqualTo(i + 1);
      }

      // Begin with the counters, all rows, the counters and commit; in two groups at most.
      assertThat(trips.get()).isBetween(2, 8);
      assertThat(appended(store)).isEqualTo(UNITS);
      assertThat(store.<Long>write(tx -> tx.next("counted"))).isEqualTo(UNITS + 1L);
    }
  }

  // A savepoint goes along with the first statement behind it, and its release with the next.
  @Test
  void group_ofUnitsWithAStatement_costsOneTripEach() throws Exception {
    try (Store store =
        JdbcStore.open(new Counted(TestPostgresql.fresh().open()), StoreLimits.defaults())) {
      CountDownLatch gathered = new CountDownLatch(1);
      CompletableFuture<Long> first = store.submit(tx -> await(gathered));
      List<CompletableFuture<Integer>> units = new ArrayList<>();
      for (int i = 0; i < UNITS; i++) {
        String name = "n" + i;
        units.add(
            store.submit(tx -> tx.change(PassingTable.SINGLE_USE, DEFERRED, "test", "", name, 1L)));
      }
      gathered.countDown();
      first.get();
      for (CompletableFuture<Integer> unit : units) {
        assertThat(unit.get()).isEqualTo(1);
      }

      assertThat(trips.get()).isBetween(UNITS, UNITS + 6);
      assertThat(appended(store)).isEqualTo(UNITS);
    }
  }

  // A worker's verification is such a unit: what it asks goes along with what the others ask.
  @Test
  void group_ofUnitsThatForeseeWhatTheyAsk_costsAFewTripsHoweverMany() throws Exception {
    try (Store store =
        JdbcStore.open(new Counted(TestPostgresql.fresh().open()), StoreLimits.defaults())) {
      List<CompletableFuture<Integer>> units =
          ForesightContract.inOneGroup(
              store,
              UNITS,
              i ->
                  store.write(
                      List.of(Foreseen.of(ForesightContract.EXPIRY, "test", "n" + i)),
                      tx -> {
                        assertThat(tx.askOne(ForesightContract.EXPIRY, "test", "n" + i)).isEmpty();
                        tx.defer(PassingTable.SINGLE_USE, DEFERRED, "test", "", "n" + i, 1L);
                        return 1;
                      }));
      for (CompletableFuture<Integer> unit : units) {
        assertThat(unit.get()).isEqualTo(1);
      }

      // Two questions, since one is for so many at most; and the group that kept the writer busy.
      assertThat(trips.get()).isBetween(5, 12);
      assertThat(appended(store)).isEqualTo(UNITS);
    }
  }

  // What a failing unit counted is not counted, and the next one gets its number.
  @Test
  void counter_ofAFailingUnitInAGroup_isGivenAgain() throws Exception {
    try (Store store =
        JdbcStore.open(new Counted(TestPostgresql.fresh().open()), StoreLimits.defaults())) {
      CountDownLatch gathered = new CountDownLatch(1);
      CompletableFuture<Long> first = store.submit(tx -> await(gathered));
      List<CompletableFuture<Long>> units = new ArrayList<>();
      for (int i = 0; i < UNITS; i++) {
        boolean fails = i % 3 == 0;
        units.add(
            store.submit(tx -> {
              long value = tx.next("counted");
              if (fails) {
                tx.nested(inner -> inner.next("counted"));
                throw new IllegalStateException("planted");
              }
              return value;
            }));
      }
      gathered.countDown();
      first.get();

      long expected = 0;
      for (int i = 0; i < UNITS; i++) {
        if (i % 3 == 0) {
          assertThat(units.get(i)).failsWithin(Duration.ofSeconds(30));
        } else {
          assertThat(units.get(i).get()).isEqualTo(++expected);
        }
      }
      assertThat(store.<Long>write(tx -> tx.next("counted"))).isEqualTo(expected + 1);
    }
  }

  private static long appended(Store store) {
    return store.read(tx ->
        tx.queryOne(
                "SELECT COUNT(*) AS value FROM single_use WHERE purpose = 'test'",
                row -> row.number("value"))
            .orElseThrow());
  }

  /** Keeps the writer busy until the others wait in its queue; what comes then is counted. */
  private long await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
      return trips.getAndSet(0);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A database whose writer's statements are counted as they are sent. */
  private final class Counted extends ForwardingDatabase {

    Counted(Database actual) {
      super(actual);
    }

    @Override
    public Connection openWriter() throws SQLException {
      return counted(Connection.class, actual.openWriter());
    }

    private <T> T counted(Class<T> type, T counted) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (self, method, arguments) -> {
                if (method.getName().startsWith("execute")) {
                  trips.incrementAndGet();
                }
                try {
                  Object answer = method.invoke(counted, arguments);
                  return switch (answer) {
                    case PreparedStatement made -> counted(PreparedStatement.class, made);
                    case Statement made -> counted(Statement.class, made);
                    case null, default -> answer;
                  };
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }
  }
}
