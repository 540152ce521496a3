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
      "INSERT INTO single_use (purpose, owner, id, expires_at) VALUES (?, ?, ?, ?)";

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

  // The same statement, read in another way, is another question.
  @Test
  void question_isRememberedForItsReaderAlone() {
    Question.OfRecords<String> named = Question.ofRecords(TENANT, row -> row.text("name"));
    Question.OfRecords<Boolean> flagged = Question.ofRecords(TENANT, row -> row.flag("disabled"));

    for (int i = 0; i < 2; i++) {
      assertThat(asked(store, named, "t")).contains("t");
      assertThat(asked(store, flagged, "t")).contains(false);
    }
  }

  // What the reader asks for besides is remembered with the row, and ends with it.
  @Test
  void question_whoseReaderAsksForMore_isAnsweredAnewAfterAChangeOfThat() {
    Question.OfRecords<String> roles =
        Question.ofRecords(
            "SELECT name FROM tenant_role WHERE tenant = ? ORDER BY name", row -> row.text("name"));
    Question.OfRecords<List<String>> whole =
        Question.ofRecords(TENANT, (records, row) -> records.ask(roles, row.text("name")));
    assertThat(asked(store, whole, "t")).contains(List.of());

    other.write(tx ->
        tx.update(
            "INSERT INTO tenant_role (tenant, name, routes, actions, manages_work)"
                + " VALUES ('t', 'rider', '', '', ?)",
            false));

    assertThat(asked(store, whole, "t")).contains(List.of("rider"));
    assertThat(store.<Optional<List<String>>>write(tx -> tx.askOne(whole, "t")))
        .contains(List.of("rider"));
  }

  @Test
  void questionWithinAUnit_isAnsweredAnewAfterAWrite() {
    store.write(tx -> {
      assertThat(isUsed(tx, "a")).isFalse();
      tx.defer(PassingTable.SINGLE_USE, USE, "test", "", "a", NOW);
      assertThat(isUsed(tx, "a")).isTrue();
      assertThat(isUsed(tx, "b")).isFalse();
      tx.change(PassingTable.SINGLE_USE, USE, "test", "", "b", NOW);
      assertThat(isUsed(tx, "b")).isTrue();
      assertThatThrownBy(() ->
              tx.nested(part -> {
                part.defer(PassingTable.SINGLE_USE, USE, "test", "", "c", NOW);
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

  // Reuse of what counts once is noticed within one group, too.
  @Test
  void changeDeferred_isSeenByTheNextUnitThatAsksForItsRow() throws Exception {
    store.write(tx -> tx.change(PassingTable.SINGLE_USE, USE, "test", "", "token", NOW));
    CountDownLatch gathered = new CountDownLatch(1);
    CompletableFuture<Boolean> first = store.submit(tx -> await(gathered));
    List<CompletableFuture<Boolean>> units = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      units.add(
          store.submit(tx -> {
            boolean isFirst = tx.askOne(EXPIRY, "token").orElseThrow().equals(NOW);
            if (isFirst) {
              tx.defer(
                  PassingTable.SINGLE_USE,
                  "UPDATE single_use SET expires_at = ? WHERE id = ?",
                  NOW.plusSeconds(1),
                  "token");
            }
            return isFirst;
          }));
    }
    gathered.countDown();
    first.get();

    assertThat(units.stream().map(CompletableFuture::join).filter(isFirst -> isFirst)).hasSize(1);
    Optional<Instant> expiry = store.read(tx -> tx.askOne(EXPIRY, "token"));
    assertThat(expiry).contains(NOW.plusSeconds(1));
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
  void changesDeferred_areThereWhenTheUnitReturned_andThoseOfFailingUnitsAreNot() throws Exception {
    CountDownLatch gathered = new CountDownLatch(1);
    List<CompletableFuture<Integer>> units = new ArrayList<>();
    CompletableFuture<Boolean> first = store.submit(tx -> await(gathered));
    for (int i = 0; i < 60; i++) {
      int number = i;
      units.add(
          store.submit(tx -> {
            tx.defer(PassingTable.SINGLE_USE, USE, "test", "", "kept" + number, NOW);
            if (number % 3 == 0) {
              // Writes what others deferred, within this unit's own savepoint.
              tx.ask(USED, "kept" + number);
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
  void changeDeferred_thatTheDatabaseRefuses_undoesItsUnitAlone() throws Exception {
    CountDownLatch gathered = new CountDownLatch(1);
    List<CompletableFuture<Integer>> units = new ArrayList<>();
    CompletableFuture<Boolean> first = store.submit(tx -> await(gathered));
    for (int i = 0; i < 20; i++) {
      int number = i;
      units.add(
          store.submit(tx -> {
            tx.defer(
                PassingTable.SINGLE_USE, USE, "test", "", number == 7 ? null : "r" + number, NOW);
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

  private static final Question.OfPassing<String> USED =
      Question.of(
          PassingTable.SINGLE_USE, "SELECT id FROM single_use WHERE id = ?", row -> row.text("id"));
  private static final Question.OfPassing<Instant> EXPIRY =
      Question.of(
          PassingTable.SINGLE_USE,
          "SELECT expires_at FROM single_use WHERE id = ?",
          row -> row.instant("expires_at"));
  private static final Question.OfRecords<Boolean> DISABLED =
      Question.ofRecords("SELECT disabled FROM tenant WHERE name = ?", row -> row.flag("disabled"));
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

  private static <T> Optional<T> asked(Store store, Question.OfRecords<T> question, String value) {
    return store.read(tx -> tx.askOne(question, value));
  }

  private static boolean isUsed(Transaction tx, String id) {
    return tx.askOne(USED, id).isPresent();
  }

  private static boolean isDisabled(Store asked) {
    return asked.read(RecallContract::disabled);
  }

  private static boolean disabled(Transaction tx) {
    return disabled(tx, "t");
  }

  private static boolean disabled(Transaction tx, String tenant) {
    return tx.askOne(DISABLED, tenant).orElseThrow();
  }

  private static int disable(Transaction tx, boolean disabled) {
    return tx.update("UPDATE tenant SET disabled = ? WHERE name = 't'", disabled);
  }
}
