package dev.locum.worker.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.testkit.await.Await;
import dev.locum.token.DelegationId;
import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.DelegationAuthority.EndedWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** S3-34: every end is reported, many in one call. */
final class EndReportsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
  private final List<List<EndedWork>> calls = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void ends_moreThanOneReportHolds_areReportedInSeveral() {
    EndReports reports = new EndReports(calls::add, executor);
    List<EndedWork> ended = new ArrayList<>();
    for (int i = 0; i <= DelegationAuthority.MOST_ENDED; i++) {
      ended.add(end("d" + i));
    }

    ended.forEach(reports::add);

    Await.until("all are reported", PATIENCE, () -> reported().size() >= ended.size());
    assertThat(reported()).containsExactlyElementsOf(ended);
    assertThat(calls).allMatch(each -> each.size() <= DelegationAuthority.MOST_ENDED);
  }

  /** What nobody foresaw costs the report that it happened to, and no other. */
  @Test
  void reportThatFailsInAnUnforeseenWay_keepsNoLaterEndFromItsOwn() {
    EndReports reports =
        new EndReports(
            ended -> {
              calls.add(ended);
              if (calls.size() == 1) {
                throw new IllegalStateException("planted");
              }
            },
            executor);
    for (int i = 0; i <= DelegationAuthority.MOST_ENDED; i++) {
      reports.add(end("d" + i));
    }
    Await.until("the first report failed", PATIENCE, () -> !calls.isEmpty());

    reports.add(end("later"));

    Await.until(
        "all others are reported",
        PATIENCE,
        () ->
            reported().contains(end("d" + DelegationAuthority.MOST_ENDED))
                && reported().contains(end("later")));
  }

  private List<EndedWork> reported() {
    return calls.stream().flatMap(List::stream).toList();
  }

  private static EndedWork end(String delegation) {
    return new EndedWork(new DelegationId(delegation), "run", "COMPLETED");
  }
}
