package dev.locum.worker.polling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.testkit.await.Await;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.worker.identity.TaskQueueName;
import dev.locum.worker.identity.WorkerIdentity;
import dev.locum.worker.identity.WorkerSelf;
import dev.locum.worker.layer.Layers;
import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.Ticket;
import dev.locum.worker.verification.Verdict;
import dev.locum.worker.verification.Work;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class QueuePollsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final TaskQueueName QUEUE = new TaskQueueName("default", "queue-alice");

  private final Owning authority = new Owning();

  /** S3-58. */
  @Test
  void queueThatIsGivenAwayWhileItsPollsAreResumed_isGivenUpAtItsNextTask() {
    try (QueuePolls polls = new QueuePolls(authority, new WorkerSelf(), Layers.all())) {
      GivenAwayOnResume polling = new GivenAwayOnResume(polls);
      polls.add(QUEUE, polling);
      authority.queues = Set.of();
      assertThat(polls.standingOf(QUEUE)).isEqualTo(QueueStanding.FOREIGN);
      assertThat(polling.suspended).isTrue();
      authority.queues = Set.of(QUEUE);
      Await.until("polling goes on", LIMIT, () -> polling.resumes.get() == 1);

      Await.untilPasses(
          "a task of somebody else's stops it",
          LIMIT,
          () -> {
            assertThat(polls.standingOf(QUEUE)).isEqualTo(QueueStanding.FOREIGN);
            assertThat(polling.suspended).isTrue();
          });
    }
  }

  /** Another task tells that the queue is somebody else's, just before the polls go on. */
  private final class GivenAwayOnResume implements Polling {

    private final QueuePolls polls;
    private final AtomicInteger resumes = new AtomicInteger();
    private volatile boolean suspended;

    private GivenAwayOnResume(QueuePolls polls) {
      this.polls = polls;
    }

    @Override
    public void suspend() {
      suspended = true;
    }

    @Override
    public void resume() {
      authority.queues = Set.of();
      polls.standingOf(QUEUE);
      suspended = false;
      resumes.incrementAndGet();
    }
  }

  private static final class Owning implements DelegationAuthority {

    private volatile Set<TaskQueueName> queues = Set.of(QUEUE);

    @Override
    public WorkerIdentity describeSelf() {
      return new WorkerIdentity(new WorkloadId("alice-worker"), new TenantId("alice"), queues);
    }

    @Override
    public Verdict verify(RawToken token, Work work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Ticket renew(RawToken token, Work work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Ticket exchange(RawToken token, Work work, Exchange exchange) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Ticket delegateChild(RawToken token, Work work, Child child) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close(List<EndedWork> ended) {
      throw new UnsupportedOperationException();
    }
  }
}
