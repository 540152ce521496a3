package dev.locum.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditSink;
import dev.locum.audit.AuditSpool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link AuditSpool} promises to whoever ships from it. */
@Timeout(60)
public interface AuditSpoolContract {

  /** The spool under test, empty. */
  AuditSpool spool();

  /** Writes into it. */
  AuditSink sink();

  @Test
  default void oldest_beforeAcknowledgement_answersTheSameAgain() throws InterruptedException {
    sink().record(ContractEvents.of(1, 4));

    assertThat(spool().oldest(2, Duration.ZERO)).isEqualTo(ContractEvents.of(1, 2));
    assertThat(spool().oldest(2, Duration.ZERO)).isEqualTo(ContractEvents.of(1, 2));
  }

  @Test
  default void oldest_afterAcknowledgement_answersTheNext() throws InterruptedException {
    List<AuditEvent> events = ContractEvents.of(1, 4);
    sink().record(events);

    spool().oldest(3, Duration.ZERO);
    spool().acknowledge(1);
    assertThat(spool().oldest(9, Duration.ZERO)).isEqualTo(events.subList(1, 4));
    spool().acknowledge(3);

    assertThat(spool().oldest(9, Duration.ZERO)).isEmpty();
  }

  @Test
  default void acknowledge_ofMoreThanWasRead_isRefused() throws InterruptedException {
    sink().record(ContractEvents.of(1, 4));
    spool().oldest(2, Duration.ZERO);

    assertThatThrownBy(() -> spool().acknowledge(3)).isInstanceOf(IllegalArgumentException.class);
    assertThat(spool().oldest(9, Duration.ZERO)).hasSize(4);
  }

  @Test
  default void oldest_ofAnEmptySpool_answersNothingAfterTheWait() throws InterruptedException {
    assertThat(spool().oldest(9, Duration.ofMillis(1))).isEmpty();
  }
}
