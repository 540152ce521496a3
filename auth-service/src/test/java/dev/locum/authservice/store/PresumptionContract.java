package dev.locum.authservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.await.Await;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A request that presumes the records to be as they were is answered as if it had asked (S3-28): on
 * a replica that has not heard of the change, whether it writes, only reads, or fails. Two stores
 * over one database stand for two replicas.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class PresumptionContract {

  private static final Instant NOW = Instant.parse("2026-11-03T10:15:30Z");
  private static final Question.OfRecords<Boolean> DISABLED =
      Question.ofRecords("SELECT disabled FROM tenant WHERE name = ?", row -> row.flag("disabled"));
  private static final String USE =
      "INSERT INTO single_use (purpose, owner, id, expires_at) VALUES (?, ?, ?, ?)";

  private final List<Boolean> runs = new ArrayList<>();
  private final AtomicInteger used = new AtomicInteger();
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
    // So that it is remembered, and presumed from now on.
    Await.until("rest", this::presumes);
    runs.clear();
  }

  @AfterEach
  void closeStores() {
    store.close();
    other.close();
  }

  /** The control: it does presume, or the others would prove nothing. */
  @Test
  void request_whileNothingChanges_runsOnceAndAsksNobody() {
    boolean isDisabled =
        Moment.presuming(() -> {
          boolean read = read();
          assertThat(Moment.isPresumed()).isTrue();
          write();
          assertThat(Moment.isPresumed()).isFalse();
          return read;
        });

    assertThat(isDisabled).isFalse();
    assertThat(runs).containsExactly(false);
  }

  @Test
  void requestThatWrites_afterAnotherReplicaChangedWhatItReads_isAnsweredByTheChange() {
    other.write(tx -> disable(tx, true));

    boolean isDisabled = Moment.presuming(() -> readAndWrite());

    assertThat(isDisabled).isTrue();
    assertThat(runs).containsExactly(false, true);
    assertThat(rows()).as("the run that was thrown away wrote nothing").isEqualTo(1);
  }

  @Test
  void requestThatWrites_andIsOvertakenByAChange_isAnsweredByTheChange() {
    boolean isDisabled =
        Moment.presuming(() -> {
          boolean read = read();
          if (runs.size() == 1) {
            // Somebody else's doing: on another thread, which has no part in this request.
            CompletableFuture.runAsync(() -> other.write(tx -> disable(tx, true))).join();
          }
          write();
          return read;
        });

    assertThat(isDisabled).isTrue();
    assertThat(runs).containsExactly(false, true);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void requestThatOnlyReads_afterAnotherReplicaChangedThat_isAnsweredByTheChange() {
    other.write(tx -> disable(tx, true));

    assertThat(Moment.<Boolean>presuming(this::read)).isTrue();
    assertThat(runs).containsExactly(false, true);
  }

  @Test
  void requestThatReadsWhatIsNotRemembered_afterTheChange_isOfOneMoment() {
    other.write(tx -> disable(tx, true));

    boolean isSame =
        Moment.presuming(() -> {
          boolean remembered = read();
          boolean fresh =
              store.read(tx ->
                  tx.query(
                          "SELECT disabled FROM tenant WHERE name = 't'",
                          row -> row.flag("disabled"))
                      .getFirst());
          return remembered == fresh;
        });

    assertThat(isSame).isTrue();
    assertThat(runs).containsExactly(false, true);
  }

  @Test
  void requestThatIsRefused_forWhatIsSoNoMore_isNot() {
    other.write(tx -> disable(tx, true));

    boolean isDisabled =
        Moment.presuming(() -> {
          if (!read()) {
            throw new IllegalStateException("refused");
          }
          return true;
        });

    assertThat(isDisabled).isTrue();
  }

  @Test
  void requestThatIsRefused_forWhatIsSo_isRefusedOnce() {
    assertThatThrownBy(() ->
            Moment.presuming(() -> {
              read();
              throw new IllegalStateException("refused");
            }))
        .hasMessage("refused");

    assertThat(runs).containsExactly(false);
  }

  // However a request deals with failures, what it answers then is not believed.
  @Test
  void requestThatPassesOverTheFailure_isAnsweredByTheChangeAllTheSame() {
    other.write(tx -> disable(tx, true));

    boolean isDisabled =
        Moment.presuming(() -> {
          boolean read = read();
          try {
            write();
          } catch (RuntimeException e) {
            return read;
          }
          return read;
        });

    assertThat(isDisabled).isTrue();
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void requestThatWrites_andReadsAgain_seesWhatItWroteAndWhatOthersDid() {
    boolean isDisabled =
        Moment.presuming(() -> {
          read();
          write();
          other.write(tx -> disable(tx, true));
          return read();
        });

    assertThat(isDisabled).isTrue();
    assertThat(runs).as("once: what is written is not written again").containsExactly(false, true);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void requestWhoseUnitFails_hasReadWhatIsSo() {
    other.write(tx -> disable(tx, true));

    assertThatThrownBy(() ->
            Moment.presuming(() -> {
              boolean read = read();
              return store.write(tx -> {
                throw new IllegalStateException("with " + read);
              });
            }))
        .hasMessage("with true");
  }

  private boolean readAndWrite() {
    boolean read = read();
    write();
    return read;
  }

  private boolean read() {
    boolean read = store.read(PresumptionContract::isDisabled);
    runs.add(read);
    return read;
  }

  private void write() {
    store.write(tx -> {
      tx.defer(PassingTable.SINGLE_USE, USE, "test", "", "n" + used.incrementAndGet(), NOW);
      return true;
    });
  }

  private int rows() {
    return store
        .read(tx -> tx.query("SELECT COUNT(*) AS n FROM single_use", row -> row.integer("n")))
        .getFirst();
  }

  private boolean presumes() {
    return Moment.presuming(() -> {
      read();
      return Moment.isPresumed();
    });
  }

  private static boolean isDisabled(Transaction tx) {
    return tx.askOne(DISABLED, "t").orElseThrow();
  }

  private static int disable(Transaction tx, boolean disabled) {
    return tx.update("UPDATE tenant SET disabled = ? WHERE name = 't'", disabled);
  }
}
