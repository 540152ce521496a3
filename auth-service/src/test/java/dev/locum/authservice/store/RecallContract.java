package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every store must do with what it remembers and with rows that are appended: nobody may see
 * that it does, but by how fast it is. Two stores over one database stand for two replicas.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class RecallContract {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30Z");
  private static final String USE =
      "INSERT INTO single_use (purpose, owner, id, expires_at) VALUES ('test', '', ?, ?)";

  private Store store;
  private Store other;

  /** Opens a store over the test's own database; every call opens the same. */
  abstract Store open();

  @BeforeEach
  void openStores() {
    store = open();
    other = open();
    store.write(tx ->
        tx.update(
            "INSERT INTO tenant (name, disabled, created_at) VALUES (?, ?, ?)", "t", false, NOW));
  }

  @AfterEach
  void closeStores() {
    store.close();
    other.close();
  }

  // S3-28: what is disabled counts nowhere any more, on any replica.
  @Test
  void change_thatReturned_isSeenByEveryReplicaAtOnce() {
    for (int i = 0; i < 100; i++) {
      boolean disabled = i % 2 == 0;
      Store changing = i % 3 == 0 ? store : other;
      assertThat(isDisabled(store)).isEqualTo(!disabled);
      assertThat(isDisabled(other)).isEqualTo(!disabled);

      changing.write(tx -> disable(tx, disabled));

      assertThat(isDisabled(store)).isEqualTo(disabled);
      assertThat(isDisabled(other)).isEqualTo(disabled);
      assertThat(store.<Boolean>write(RecallContract::disabled)).isEqualTo(disabled);
      assertThat(other.<Boolean>write(RecallContract::disabled)).isEqualTo(disabled);
    }
  }

  @Test
  void unit_seesItsOwnChange_andNobodySeesOneThatWasUndone() {
    assertThat(isDisabled(store)).isFalse();

    assertThatThrownBy(() ->
            store.write(tx -> {
              assertThat(disabled(tx)).isFalse();
              disable(tx, true);
              assertThat(disabled(tx)).isTrue();
              throw new IllegalStateException("planted");
            }))
        .hasMessage("planted");

    assertThat(isDisabled(store)).isFalse();
    assertThat(isDisabled(other)).isFalse();
  }

  // A unit never sees one record as it was before a change and another as it was after.
  @Test
  void snapshot_besideChanges_isOfOneMoment() throws Exception {
    store.write(tx ->
        tx.update(
            "INSERT INTO tenant (name, disabled, created_at) VALUES (?, ?, ?)", "u", false, NOW));
    AtomicBoolean isDone = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> changing =
          threads.submit(() -> {
            for (int i = 0; i < 200; i++) {
              boolean disabled = i % 2 == 0;
              other.write(tx -> {
                disable(tx, disabled);
                return tx.update("UPDATE tenant SET disabled = ? WHERE name = 'u'", disabled);
              });
            }
            isDone.set(true);
          });
      while (!isDone.get()) {
        boolean isWhole = store.read(tx -> disabled(tx) == disabled(tx, "u"));
        assertThat(isWhole).isTrue();
      }
      changing.get();
    }
  }

  // The same statement, read in another way or with something else in mind, is another question.
  @Test
  void question_isRememberedForItsReaderAlone() {
    String name = store.read(tx -> tx.queryOne(TENANT, row -> row.text("name"), "t")).orElseThrow();
    boolean flag =
        store.read(tx -> tx.queryOne(TENANT, row -> row.flag("disabled"), "t")).orElseThrow();
    List<String> marked = new ArrayList<>();
    for (String mark : List.of("a", "b")) {
      store
          .read(tx -> tx.queryOne(TENANT, row -> mark + row.text("name"), "t"))
          .ifPresent(marked::add);
    }

    assertThat(name).isEqualTo("t");
    assertThat(flag).isFalse();
    assertThat(marked).containsExactly("at", "bt");
  }

  @Test
  void questionWithinAUnit_isAnsweredAnewAfterAWrite() {
    store.write(tx -> {
      assertThat(isUsed(tx, "a")).isFalse();
      tx.append(USE, "a", NOW);
      assertThat(isUsed(tx, "a")).isTrue();
      assertThat(isUsed(tx, "b")).isFalse();
      tx.update(USE, "b", NOW);
      assertThat(isUsed(tx, "b")).isTrue();
      assertThatThrownBy(() ->
              tx.nested(part -> {
                part.append(USE, "c", NOW);
                assertThat(isUsed(part, "c")).isTrue();
                throw new IllegalStateException("planted");
              }))
          .hasMessage("planted");
      assertThat(isUsed(tx, "c")).isFalse();
      return isUsed(tx, "a");
    });

    assertThat(isUsed("a")).isTrue();
    assertThat(isUsed("c")).isFalse();
  }

  @Test
  void request_seesWhatItWrote_andWhatWasAnsweredBeforeItCame() {
    boolean own =
        Moment.of(() -> {
          assertThat(isDisabled(store)).isFalse();
          store.write(tx -> disable(tx, true));
          return isDisabled(store);
        });
    other.write(tx -> disable(tx, false));
    boolean next = Moment.of(() -> isDisabled(store));

    assertThat(own).isTrue();
    assertThat(next).isFalse();
  }

  @Test
  void rowsAppended_areThereWhenTheUnitReturned_andThoseOfFailingUnitsAreNot() throws Exception {
    CountDownLatch gathered = new CountDownLatch(1);
    List<CompletableFuture<Integer>> units = new ArrayList<>();
    CompletableFuture<Boolean> first = store.submit(tx -> await(gathered));
    for (int i = 0; i < 60; i++) {
      int number = i;
      units.add(
          store.submit(tx -> {
            tx.append(USE, "kept" + number, NOW);
            if (number % 3 == 0) {
              // Writes what others appended, within this unit's own savepoint.
              tx.query("SELECT id FROM single_use WHERE id = ?", row -> row.text("id"), "x");
              throw new IllegalStateException("planted");
            }
            return number;
          }));
    }
    gathered.countDown();
    first.get();

    for (int i = 0; i < 60; i++) {
      boolean fails = i % 3 == 0;
      assertThat(units.get(i).handle((value, failure) -> failure != null).join()).isEqualTo(fails);
      assertThat(isUsed("kept" + i)).isEqualTo(!fails);
    }
  }

  // What the database refuses only when the group is written is its own unit's failure.
  @Test
  void rowAppended_thatTheDatabaseRefuses_undoesItsUnitAlone() throws Exception {
    CountDownLatch gathered = new CountDownLatch(1);
    List<CompletableFuture<Integer>> units = new ArrayList<>();
    CompletableFuture<Boolean> first = store.submit(tx -> await(gathered));
    for (int i = 0; i < 20; i++) {
      int number = i;
      units.add(
          store.submit(tx -> {
            tx.append(USE, number == 7 ? null : "r" + number, NOW);
            return number;
          }));
    }
    gathered.countDown();
    first.get();

    for (int i = 0; i < 20; i++) {
      boolean fails = i == 7;
      Optional<Throwable> failure =
          units.get(i).handle((value, thrown) -> Optional.ofNullable(thrown)).join();
      assertThat(failure.isPresent()).isEqualTo(fails);
      failure.ifPresent(thrown ->
          assertThat(thrown)
              .isInstanceOf(IllegalStateException.class)
              .isNotInstanceOf(StoreUnavailableException.class));
      assertThat(isUsed("r" + i)).isEqualTo(!fails);
    }
  }

  private static final String TENANT = "SELECT name, disabled FROM tenant WHERE name = ?";

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isUsed(String id) {
    return store.read(tx -> isUsed(tx, id));
  }

  private static boolean isUsed(Transaction tx, String id) {
    return tx.queryOne("SELECT id FROM single_use WHERE id = ?", r -> r.text("id"), id).isPresent();
  }

  private static boolean isDisabled(Store asked) {
    return asked.read(RecallContract::disabled);
  }

  private static boolean disabled(Transaction tx) {
    return disabled(tx, "t");
  }

  private static boolean disabled(Transaction tx, String tenant) {
    return tx.queryOne(
            "SELECT disabled FROM tenant WHERE name = ?", row -> row.flag("disabled"), tenant)
        .orElseThrow();
  }

  private static int disable(Transaction tx, boolean disabled) {
    return tx.update("UPDATE tenant SET disabled = ? WHERE name = 't'", disabled);
  }
}
