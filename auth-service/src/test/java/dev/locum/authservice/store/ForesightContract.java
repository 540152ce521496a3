package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.await.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a unit says that it will ask changes nothing but the number of trips. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class ForesightContract {

  static final Question.OfPassing<Long> EXPIRY =
      Question.of(
          PassingTable.SINGLE_USE,
          "SELECT expires_at FROM single_use WHERE purpose = ? AND id = ?",
          row -> row.number("expires_at"));
  static final String USE =
      "INSERT INTO single_use (purpose, owner, id, expires_at) VALUES (?, ?, ?, ?)";

  /** More than one question takes. */
  static final int UNITS = JdbcConnection.MAX_TOGETHER + 20;

  private Store store;

  /** Opens a store over the test's own, empty database. */
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
  void unitsOfAGroup_thatForesee_getTheirOwnRows() throws Exception {
    IntStream.range(0, UNITS)
        .filter(i -> i % 2 == 0)
        .forEach(i ->
            store.write(tx -> tx.change(PassingTable.SINGLE_USE, USE, "test", "", "n" + i, i)));

    List<CompletableFuture<Optional<Long>>> answers =
        inOneGroup(store, UNITS, i -> foreseeing(store, "n" + i));

    for (int i = 0; i < UNITS; i++) {
      assertThat(answers.get(i).get())
          .isEqualTo(i % 2 == 0 ? Optional.of((long) i) : Optional.empty());
    }
  }

  // Else two of a group could both find nothing, and both use what may be used once.
  @Test
  void unit_thatForeseesWhatAnotherOfItsGroupWrites_seesIt() throws Exception {
    List<CompletableFuture<Boolean>> answers =
        inOneGroup(
            store,
            UNITS,
            i ->
                store.write(
                    List.of(Foreseen.of(EXPIRY, "test", "same")),
                    tx -> {
                      if (tx.askOne(EXPIRY, "test", "same").isPresent()) {
                        return false;
                      }
                      if (i % 2 == 0) {
                        tx.defer(PassingTable.SINGLE_USE, USE, "test", "", "same", 1L);
                      } else {
                        tx.change(PassingTable.SINGLE_USE, USE, "test", "", "same", 1L);
                      }
                      return true;
                    }));

    long first = 0;
    for (CompletableFuture<Boolean> answer : answers) {
      first += answer.get() ? 1 : 0;
    }
    assertThat(first).isEqualTo(1);
  }

  @Test
  void unit_thatFailsAfterItWroteWhatOthersForesee_isNotSeen() throws Exception {
    List<CompletableFuture<Boolean>> answers =
        inOneGroup(
            store,
            UNITS,
            i ->
                store.write(
                    List.of(Foreseen.of(EXPIRY, "test", "undone")),
                    tx -> {
                      boolean isThere = tx.askOne(EXPIRY, "test", "undone").isPresent();
                      tx.change(PassingTable.SINGLE_USE, USE, "test", "", "undone", 1L);
                      if (tx.askOne(EXPIRY, "test", "undone").isPresent()) {
                        throw new IllegalStateException("there before: " + isThere);
                      }
                      return isThere;
                    }));

    for (CompletableFuture<Boolean> answer : answers) {
      assertThatThrownBy(answer::get).hasMessageContaining("there before: false");
    }
  }

  // PostgreSQL keeps no NUL, and ends the transaction of whoever shows one.
  @Test
  void unit_thatForeseesAValueThatTheDatabaseRefuses_disturbsNobody() throws Exception {
    List<CompletableFuture<Optional<Long>>> answers =
        inOneGroup(store, UNITS, i -> foreseeing(store, i == 3 ? "\0" : "n" + i));

    for (int i = 0; i < UNITS; i++) {
      if (i != 3) {
        assertThat(answers.get(i).get()).isEmpty();
      }
    }
  }

  static Optional<Long> foreseeing(Store store, String id) {
    return store.write(
        List.of(Foreseen.of(EXPIRY, "test", id)), tx -> tx.askOne(EXPIRY, "test", id));
  }

  /** What one of several callers does. */
  interface Caller<T> {
    T call(int number);
  }

  /** Lets callers wait for the writer until all are there, so that they are written together. */
  static <T> List<CompletableFuture<T>> inOneGroup(Store store, int callers, Caller<T> caller) {
    CountDownLatch gathered = new CountDownLatch(1);
    CompletableFuture<Boolean> busy = store.submit(tx -> await(gathered));
    List<CompletableFuture<T>> answers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      int number = i;
      CompletableFuture<T> answer = new CompletableFuture<>();
      answers.add(answer);
      threads.add(Thread.ofVirtual().start(() -> complete(answer, () -> caller.call(number))));
    }
    Await.until(
        "all wait",
        () -> threads.stream().allMatch(each -> each.getState() == Thread.State.WAITING));
    gathered.countDown();
    busy.join();
    return answers;
  }

  private static <T> void complete(CompletableFuture<T> answer, Supplier<T> work) {
    try {
      answer.complete(work.get());
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
