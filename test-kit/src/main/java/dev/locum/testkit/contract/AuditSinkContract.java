package dev.locum.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditSink;
import dev.locum.audit.AuditUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link AuditSink} promises (S3-89). Whether it survives the end of a process is each sink's
 * own test.
 */
@Timeout(60)
public interface AuditSinkContract {

  /** The sink under test, empty. */
  AuditSink sink();

  /** What the sink keeps, as it would be read by somebody else. */
  List<AuditEvent> kept();

  /** Makes the sink unable to keep anything more. */
  void breakDown();

  @Test
  default void record_ofOneEvent_keepsEveryField() {
    AuditEvent event = ContractEvents.of(1, 1).get(0);

    sink().record(event);

    assertThat(kept()).containsExactly(event);
  }

  @Test
  default void record_ofSeveralCalls_keepsTheirOrder() {
    sink().record(ContractEvents.of(1, 3));
    sink().record(ContractEvents.of(2, 2));

    List<AuditEvent> expected = new ArrayList<>(ContractEvents.of(1, 3));
    expected.addAll(ContractEvents.of(2, 2));
    assertThat(kept()).isEqualTo(expected);
  }

  @Test
  default void record_ofNothing_keepsNothing() {
    sink().record(List.of());

    assertThat(kept()).isEmpty();
  }

  @Test
  default void record_byManyThreads_keepsEachEventOnce()
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 1; writer <= 4; writer++) {
        List<AuditEvent> events = ContractEvents.of(writer, 50);
        writers.add(threads.submit(() -> events.forEach(sink()::record)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(kept()).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  default void record_whenItCannotKeepEvents_throwsAndKeepsNoneOfThem() {
    sink().record(ContractEvents.of(1, 1));
    breakDown();

    assertThatThrownBy(() -> sink().record(ContractEvents.of(2, 3)))
        .isInstanceOf(AuditUnavailableException.class);
    assertThat(kept()).isEqualTo(ContractEvents.of(1, 1));
  }
}
