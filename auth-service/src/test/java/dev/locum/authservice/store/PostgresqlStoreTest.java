package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.authservice.fixture.TestPostgresql;
import dev.locum.testkit.await.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The store's contract on PostgreSQL, and what is PostgreSQL's own: others beside us. */
class PostgresqlStoreTest extends StoreContract {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestPostgresql.Login login = TestPostgresql.fresh();

  @Override
  Store open() {
    return JdbcStore.open(login.open(), StoreLimits.defaults());
  }

  /**
   * A plan is kept when the table has grown: made while it had one row, it must not read it all.
   */
  @Test
  void writer_findsRowsByTheirKey_howeverSmallTheTableWas() {
    assertThat(planOfOneRow(tx -> {})).contains("Index").doesNotContain("Seq Scan");
  }

  /** The control: PostgreSQL's own choice is to read it all. */
  @Test
  void writer_thatMayReadAll_doesSoWhileTheTableIsSmall() {
    assertThat(planOfOneRow(tx -> tx.update("SET LOCAL enable_seqscan = on"))).contains("Seq Scan");
  }

  private String planOfOneRow(Consumer<Transaction> planted) {
    try (Store store = open()) {
      List<String> plan =
          store.write(tx -> {
            SingleUses.use(tx, "plan", "owner", "id", Instant.EPOCH.plusSeconds(1), Instant.EPOCH);
            tx.update("ANALYZE single_use");
            planted.accept(tx);
            return tx.query(
                "EXPLAIN SELECT 1 FROM single_use WHERE purpose = ? AND owner = ? AND id = ?",
                row -> row.text("QUERY PLAN"),
                "plan",
                "owner",
                "id");
          });
      return String.join("\n", plan);
    }
  }

  @Test
  void write_byTwoReplicas_isOneAfterTheOther() throws Exception {
    // Reads a value and writes what it has read: whoever did not see the other loses a count.
    try (Store one = open();
        Store two = open();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      one.write(tx -> tx.next("shared"));
      List<Future<Integer>> futures =
          IntStream.range(0, 400)
              .mapToObj(i -> callers.submit(() -> (i % 2 == 0 ? one : two).write(this::addOne)))
              .toList();
      for (Future<Integer> future : futures) {
        assertThat(future.get()).isEqualTo(1);
      }

      assertThat(valueOf(one, "shared")).containsExactly(401L);
      assertThat(valueOf(two, "shared")).containsExactly(401L);
    }
  }

  private int addOne(Transaction tx) {
    long seen =
        tx.queryOne(
                "SELECT value FROM counter WHERE name = ?", row -> row.number("value"), "shared")
            .orElseThrow();
    return tx.update("UPDATE counter SET value = ? WHERE name = ?", seen + 1, "shared");
  }

  @Test
  void open_byManyReplicasAtOnce_migratesOnce() throws Exception {
    List<Store> stores = new ArrayList<>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Store>> opening =
          IntStream.range(0, 4).mapToObj(i -> callers.submit(this::open)).toList();
      for (Future<Store> each : opening) {
        stores.add(each.get());
      }
    }

    for (Store store : stores) {
      store.write(tx -> tx.next("opened"));
    }
    assertThat(valueOf(stores.get(0), "opened")).containsExactly(4L);
    stores.forEach(Store::close);
  }

  @Test
  void everyIdleConnectionCut_isNotNoticedByAnybody() throws Exception {
    try (Store store = open();
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      store.write(tx -> tx.next("kept"));
      List<Future<List<Long>>> reading =
          IntStream.range(0, 20)
              .mapToObj(i -> callers.submit(() -> valueOf(store, "kept")))
              .toList();
      for (Future<List<Long>> each : reading) {
        assertThat(each.get()).containsExactly(1L);
      }

      cutAll();

      assertThat(valueOf(store, "kept")).containsExactly(1L);
      long again = store.write(tx -> tx.next("kept"));
      assertThat(again).isEqualTo(2L);
    }
  }

  @Test
  void write_whoseConnectionIsCutUnderWay_isUnavailableAndTheNextOneIsDone() {
    try (Store store = open()) {
      assertThatThrownBy(() ->
              store.write(tx -> {
                tx.next("kept");
                cutAll();
                return tx.next("kept");
              }))
          .isInstanceOf(StoreUnavailableException.class);

      long first = store.write(tx -> tx.next("kept"));
      assertThat(first).isEqualTo(1L);
    }
  }

  @Test
  void write_whileAnotherHoldsTheLockTooLong_isUnavailableAndRecoversAlone() throws SQLException {
    try (Store store = open();
        Connection other = login.connect();
        Statement statement = other.createStatement()) {
      statement.execute(login.open().beginWriting());

      assertThatThrownBy(() -> store.write(tx -> tx.next("late")))
          .isInstanceOf(StoreUnavailableException.class);

      statement.execute("ROLLBACK");
      Await.untilPasses("a write", PATIENCE, () -> assertThat(tryNext(store)).isTrue());
    }
  }

  @Test
  void committed_isFlushed() throws SQLException {
    try (Connection writer = login.open().openWriter();
        Statement statement = writer.createStatement();
        ResultSet result = statement.executeQuery("SHOW synchronous_commit")) {
      assertThat(result.next()).isTrue();
      assertThat(result.getString(1)).isEqualTo("on");
    }
  }

  @Test
  void serverThatIsNotThere_isUnavailable() {
    TestPostgresql.Login nowhere =
        new TestPostgresql.Login("jdbc:postgresql://127.0.0.1:1/none", "nobody", "none");

    assertThatThrownBy(() -> JdbcStore.open(nowhere.open(), StoreLimits.defaults()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageNotContaining("none");
  }

  private static boolean tryNext(Store store) {
    try {
      return store.write(tx -> tx.next("kept")) > 0;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  private void cutAll() {
    try (Connection admin = login.connect();
        Statement statement = admin.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Long> valueOf(Store store, String counter) {
    return store.read(tx ->
        tx.query("SELECT value FROM counter WHERE name = ?", r -> r.number("value"), counter));
  }
}
