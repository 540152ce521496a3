package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.worker.fixture.FakeWorkload;
import dev.locum.worker.fixture.HeaderedClient;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.header.LocumHeaders;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.WorkflowExecutionStartedEventAttributes;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.WorkerOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool takes its work from Temporal's queue, and all that it needs with it. */
@Timeout(120)
final class PoolTest {

  private static final int PLACES = 2;

  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** S3-12: Temporal fans work out; each worker has room for half of what must run at once. */
  @Test
  void pool_ofTwoWorkers_sharesItsQueuesLoad() {
    CountDownLatch atOnce = new CountDownLatch(2 * PLACES);
    Journal first = new Journal();
    Journal second = new Journal();
    startWorker(first, atOnce);
    startWorker(second, atOnce);
    List<WorkflowStub> work =
        IntStream.range(0, 2 * PLACES).mapToObj(i -> world.trip().stub()).toList();

    work.forEach(WorkflowStub::start);

    assertThat(work)
        .allSatisfy(each -> assertThat(each.getResult(String.class)).isEqualTo("user-ada@alice"));
    assertThat(first.entries()).hasSize(PLACES);
    assertThat(second.entries()).hasSize(PLACES);
  }

  /** An activity ends when all run, so that one worker alone would never end any. */
  private void startWorker(Journal journal, CountDownLatch atOnce) {
    world.pool(
        FakeWorkload.ALICE,
        "queue-alice",
        builder -> builder,
        WorkerOptions.newBuilder().setMaxConcurrentActivityExecutionSize(PLACES).build(),
        worker -> {
          worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
          worker.registerActivitiesImplementations(
              new Trips.Noting(
                  journal,
                  () -> {
                    atOnce.countDown();
                    await(atOnce);
                  }));
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(8, TimeUnit.SECONDS)).as("all run at once").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * S3-19: the ticket rides in the payloads of the start, in its header and nowhere else; that is
   * all from which the worker knows it.
   */
  @Test
  void ticket_always_comesWithTheStartAndThroughNoOtherChannel() {
    Journal journal = new Journal();
    register(journal);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    WorkflowExecutionStartedEventAttributes started =
        trip.history().get(0).getWorkflowExecutionStartedEventAttributes();
    Map<String, Payload> header = started.getHeader().getFieldsMap();
    assertThat(LocumHeaders.decode(header).token()).isEqualTo(trip.token());
    assertThat(started.toBuilder().clearHeader().build().toString())
        .doesNotContain(trip.token().reveal());
    assertThat(world.authService().verifications())
        .isNotEmpty()
        .extracting(VerifyDelegationRequest::getDelegationToken)
        .containsOnly(trip.token().reveal());
  }

  /** The control: the auth service holds a delegation for exactly this workflow; nobody gets it. */
  @Test
  void work_whoseStartBringsNoTicket_isRefusedThoughThereIsADelegationForIt() {
    Journal journal = new Journal();
    register(journal);
    Trip trip = world.trip();
    WorkflowStub stub =
        HeaderedClient.bare(world.stubs())
            .newUntypedWorkflowStub(trip.workflowType(), WorkerWorld.options(trip.id()));

    stub.start();

    assertThatThrownBy(() -> stub.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .rootCause()
        .hasMessageContaining("locum.DELEGATION_REJECTED");
    assertThat(world.audit().events(AuditEventType.DELEGATION_VERIFIED))
        .extracting(event -> event.decision().reason())
        .containsOnly("CONTEXT_MISSING");
    assertThat(journal.entries()).isEmpty();
    assertThat(world.authService().verifications()).isEmpty();
  }

  private void register(Journal journal) {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
      worker.registerActivitiesImplementations(new Trips.Noting(journal));
    });
  }
}
