package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store must do; one class per database extends it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class StoreContract {

  private Store store;

  /**
   * Opens a store over the test's own, empty database; a second call opens the same database again.
   */
  abstract Store open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void write_thatReturned_isReadAfterReopening() {
    store.write(tx -> tx.update("INSERT INTO counter (name, value) VALUES (?, ?)", "kept", 7L));
    store.close();

    store = open();

    assertThat(valueOf("kept")).containsExactly(7L);
  }

  @Test
  void write_thatThrows_changesNothingAndThrowsThat() {
    assertThatThrownBy(() ->
            store.write(tx -> {
              tx.next("undone");
              throw new IllegalStateException("planted");
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("planted");

    assertThat(valueOf("undone")).isEmpty();
  }

  @Test
  void write_besideAFailingUnit_isKept() {
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      boolean fails = i % 2 == 1;
      answers.add(
          store.submit(tx -> {
            long value = tx.next("shared");
            if (fails) {
              throw new IllegalArgumentException("planted");
            }
            return value;
          }));
    }

    assertThat(answers.stream().filter(answer -> isKept(answer)).count()).isEqualTo(100);
    assertThat(valueOf("shared")).containsExactly(100L);
  }

  @Test
  void write_byManyCallers_countsEachOnce() throws Exception {
    List<Long> answers = new ArrayList<>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> futures =
          IntStream.range(0, 500)
              .mapToObj(i -> callers.submit(() -> store.write(tx -> tx.next("race"))))
              .toList();
      for (Future<Long> future : futures) {
        answers.add(future.get());
      }
    }

    assertThat(answers).doesNotHaveDuplicates().hasSize(500);
    assertThat(valueOf("race")).containsExactly(500L);
  }

  @Test
  void nested_thatThrows_undoesItsPartAlone() {
    store.write(tx -> {
      tx.next("outer");
      assertThatThrownBy(() ->
              tx.nested(inner -> {
                inner.next("inner");
                throw new IllegalStateException("planted");
              }))
          .hasMessage("planted");
      return tx.next("outer");
    });

    assertThat(valueOf("outer")).containsExactly(2L);
    assertThat(valueOf("inner")).isEmpty();
  }

  @Test
  void nested_afterABrokenConstraint_leavesTheTransactionUsable() {
    store.write(tx -> {
      tx.next("unique");
      assertThatThrownBy(() ->
              tx.nested(inner ->
                  inner.update(
                      "INSERT INTO counter (name, value) VALUES (?, 9), (?, 9)", "two", "two")))
          .isInstanceOf(IllegalStateException.class)
          .isNotInstanceOf(StoreUnavailableException.class);
      return tx.next("unique");
    });

    assertThat(valueOf("two")).isEmpty();
    assertThat(valueOf("unique")).containsExactly(2L);
  }

  @Test
  void read_thatWrites_isRefused() {
    assertThatThrownBy(() -> store.read(tx -> tx.next("reader")))
        .isInstanceOf(RuntimeException.class);

    assertThat(valueOf("reader")).isEmpty();
  }

  @Test
  void read_afterAWriteReturned_seesIt() {
    for (int i = 1; i <= 50; i++) {
      store.write(tx -> tx.next("fresh"));
      assertThat(valueOf("fresh")).containsExactly((long) i);
    }
  }

  @Test
  void values_ofEveryType_comeBackEqual() {
    Instant time = Instant.parse("2026-11-03T10:15:30.123456Z");

    store.write(tx ->
        tx.update(
            "INSERT INTO tenant (name, disabled, created_at) VALUES (?, ?, ?)", "t", true, time));

    Row3 row =
        store
            .read(tx ->
                tx.queryOne(
                    "SELECT name, disabled, created_at, NULL AS absent FROM tenant WHERE disabled ="
                        + " TRUE",
                    r ->
                        new Row3(
                            r.text("name"),
                            r.flag("disabled"),
                            r.instant("created_at"),
                            r.optionalText("absent").isPresent()
                                || r.optionalInstant("absent").isPresent())))
            .orElseThrow();
    assertThat(row).isEqualTo(new Row3("t", true, time, false));
  }

  @Test
  void text_withQuotesAndStatements_isOnlyText() {
    String hostile = "x'); DROP TABLE counter; --";

    store.write(tx -> tx.next(hostile));

    assertThat(valueOf(hostile)).containsExactly(1L);
  }

  @Test
  void write_fromInsideAUnit_isRefusedAsABug() {
    assertThatThrownBy(() -> store.write(tx -> store.write(inner -> 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void write_afterClose_isUnavailable() {
    store.close();

    assertThatThrownBy(() -> store.write(tx -> tx.next("late")))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.read(tx -> 1)).isInstanceOf(StoreUnavailableException.class);
  }

  private static boolean isKept(CompletableFuture<Long> answer) {
    return answer.handle((value, failure) -> failure == null).join();
  }

  private List<Long> valueOf(String counter) {
    return store.read(tx ->
        tx.query("SELECT value FROM counter WHERE name = ?", r -> r.number("value"), counter));
  }

  private record Row3(String name, boolean disabled, Instant createdAt, boolean hasAbsent) {}
}
