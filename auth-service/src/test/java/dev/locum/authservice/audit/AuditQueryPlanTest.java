package dev.locum.authservice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.authservice.fixture.TestPostgresql;
import dev.locum.authservice.store.JdbcStore;
import dev.locum.authservice.store.SqliteDatabase;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.StoreLimits;
import dev.locum.authservice.store.Transaction;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The indexes of delegations and workflows leave out the many events that have none; a question
 * about one has to be answered by them all the same.
 */
class AuditQueryPlanTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "DELEGATION, audit_event_of_delegation",
    "WORKFLOW_ID, audit_event_of_workflow",
    "TENANT, audit_event_of_tenant",
    "CORRELATION_ID, audit_event_of_correlation"
  })
  void question_aboutOneOfMany_isAnsweredByItsIndexOnBothStores(
      AuditQuery.Field field, String index) {
    Asked asked = asked(new AuditQuery().where(field, "some"));

    try (Store store = JdbcStore.open(TestPostgresql.fresh().open(), StoreLimits.defaults())) {
      assertThat(plan(store, "EXPLAIN ", "QUERY PLAN", asked)).contains(index);
    }
    try (Store store =
        JdbcStore.open(
            SqliteDatabase.at(directory.resolve("locum.db"), Duration.ofSeconds(5)),
            StoreLimits.defaults())) {
      assertThat(plan(store, "EXPLAIN QUERY PLAN ", "detail", asked)).contains(index);
    }
  }

  private record Asked(String sql, List<Object> values) {}

  private static String plan(Store store, String explain, String column, Asked asked) {
    List<String> plan =
        store.write(tx ->
            tx.query(explain + asked.sql(), row -> row.text(column), asked.values().toArray()));
    return String.join("\n", plan);
  }

  /** What a question asks the database. */
  private static Asked asked(AuditQuery query) {
    AtomicReference<Asked> asked = new AtomicReference<>();
    Transaction listening =
        (Transaction)
            Proxy.newProxyInstance(
                Transaction.class.getClassLoader(),
                new Class<?>[] {Transaction.class},
                (proxy, method, arguments) -> {
                  asked.set(new Asked((String) arguments[0], List.of((Object[]) arguments[2])));
                  return List.of();
                });
    assertThat(query.run(listening)).isEmpty();
    return asked.get();
  }
}
