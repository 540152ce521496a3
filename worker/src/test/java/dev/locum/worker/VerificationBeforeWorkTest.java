package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.testkit.await.Await;
import dev.locum.token.RawToken;
import dev.locum.worker.context.Principal;
import dev.locum.worker.fixture.Journal;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.Trips;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.TestLayers;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing happens before the auth service has said that it may. */
@Timeout(120)
final class VerificationBeforeWorkTest {

  private final Journal journal = new Journal();
  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** S3-01, S3-18, S3-32: verified first, then everything else, for the user who asked. */
  @Test
  void work_underAValidDelegation_isVerifiedBeforeTheFirstEffect() {
    world.alice(this::register);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
    assertThat(journal.entries())
        .containsExactly(
            "local for user-ada@alice", "activity for user-ada@alice", "child for user-ada@alice");
    List<String> asked =
        world.authService().questions().stream().filter(q -> q.startsWith("Verify")).toList();
    assertThat(asked.get(0)).as("the first question is about the workflow").isEqualTo("Verify");
    HistoryEvent firstEffect =
        trip.history().stream()
            .filter(e -> e.getEventType() == EventType.EVENT_TYPE_MARKER_RECORDED)
            .findFirst()
            .orElseThrow();
    assertThat(firstEffect.toString()).contains("locum.VerifyWorkflow");
  }

  /**
   * S3-23, S3-32, S3-33: the question names the run, its queue, its chain; the answer what the user
   * may do.
   */
  @Test
  void question_always_namesTheRunAsTemporalKnowsIt() {
    world.authService().answersAreValidFor(Duration.ZERO);
    world.alice(this::registerOneStep);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    String run = stub.start().getRunId();

    stub.getResult(String.class);

    assertThat(world.authService().verifications())
        .allSatisfy(request -> {
          assertThat(request.getExecution().getNamespace()).isEqualTo("default");
          assertThat(request.getExecution().getWorkflowType()).isEqualTo("TripWorkflow");
          assertThat(request.getExecution().getWorkflowId()).isEqualTo(trip.id());
          assertThat(request.getExecution().getRunId()).isEqualTo(run);
          assertThat(request.getExecution().getFirstExecutionRunId()).isEqualTo(run);
          assertThat(request.getExecution().getTaskQueue()).isEqualTo("queue-alice");
          assertThat(request.getExecution().getRootWorkflowId()).isEmpty();
        })
        .extracting(request -> request.getActivityType())
        .containsExactly("", "Step");
  }

  /**
   * S3-23: the auth service is away: no work, asked again, and when it is back the work is done.
   */
  @Test
  void authServiceAway_always_doesNoWorkAndGoesOnWhenItIsBack() {
    world.alice(this::registerOneStep);
    world.authService().goDown();
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    stub.start();

    Await.until("three undecided attempts", () -> outcomes(Outcome.UNDECIDED) >= 3);
    assertThat(journal.entries()).isEmpty();
    assertThat(trip.history())
        .noneMatch(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
        .noneMatch(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED);
    world.authService().comeBack();
    // Keys that could not be fetched are asked for again after 5 seconds.
    world.clock().advance(Duration.ofSeconds(6));

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
  }

  /** S3-23 for an activity: away in the middle of the work. */
  @Test
  void authServiceAwayBeforeAnActivity_always_isRetriedUntilItIsBack() {
    world.authService().answersAreValidFor(Duration.ZERO);
    world.alice(this::register);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    stub.start();
    Await.until("the first step", () -> !journal.isEmpty());
    world.authService().goDown();
    long undecided = outcomes(Outcome.UNDECIDED);
    Await.until("two more undecided attempts", () -> outcomes(Outcome.UNDECIDED) >= undecided + 2);
    int done = journal.entries().size();
    Await.until("another", () -> outcomes(Outcome.UNDECIDED) >= undecided + 3);
    assertThat(journal.entries()).hasSize(done);
    world.authService().comeBack();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
  }

  /** S3-24: revoked. */
  @Test
  void revokedDelegation_atStart_failsTheWorkflowForGood() {
    Trip trip = world.trip();
    world.authService().revoke(trip.delegation());

    assertRefused(trip, trip.headers(), "DELEGATION_REVOKED", "locum.DELEGATION_REJECTED");
  }

  /** S3-24: closed with its work (S3-34: the token is worth nothing afterwards). */
  @Test
  void closedDelegation_atStart_failsTheWorkflowForGood() {
    Trip trip = world.trip();
    world.authService().close(trip.delegation());

    // The auth service tells a worker the public reason only.
    assertRefused(trip, trip.headers(), "DELEGATION_REJECTED", "locum.DELEGATION_REJECTED");
  }

  /** S3-24: expired together with its delegation. */
  @Test
  void expiredToken_thatIsNotRenewed_failsTheWorkflowForGood() {
    Trip trip = world.trip();
    world.clock().advance(Duration.ofHours(1));
    world.authService().revoke(trip.delegation());

    assertRefused(trip, trip.headers(), "DELEGATION_REJECTED", "locum.DELEGATION_REJECTED");
  }

  /** S3-24: bad signature. S2-24D: a hand-made context. */
  @Test
  void forgedToken_always_failsTheWorkflowForGood() {
    Trip trip = world.trip();
    RawToken forged =
        world
            .authService()
            .issuer()
            .forger()
            .delegationToken()
            .workflow("TripWorkflow", trip.id())
            .delegation(trip.delegation())
            .token();

    assertRefused(
        trip, LocumHeaders.encode(forged, Trip.ADA), "TOKEN_KEY_UNKNOWN", "locum.TOKEN_REJECTED");
  }

  /** S3-20: an access token is no delegation. */
  @Test
  void accessToken_asDelegation_failsTheWorkflowForGood() {
    Trip trip = world.trip();
    RawToken access = world.authService().issuer().accessToken().token();

    assertRefused(
        trip, LocumHeaders.encode(access, Trip.ADA), "TOKEN_KIND_WRONG", "locum.TOKEN_REJECTED");
  }

  /** S3-24: the token of another workflow (S3-17). */
  @Test
  void tokenOfAnotherWorkflow_always_failsTheWorkflowForGood() {
    Trip other = world.trip();
    Trip trip = world.trip();

    assertRefused(trip, other.headers(), "DELEGATION_WRONG_WORKFLOW", "locum.DELEGATION_REJECTED");
  }

  /** S3-24: the token of another workflow type. */
  @Test
  void tokenOfAnotherType_always_failsTheWorkflowForGood() {
    Trip trip = world.trip("OtherWorkflow");
    Trip asTrip = new Trip(world, "TripWorkflow", trip.id(), trip.delegation(), trip.token());

    assertRefused(asTrip, asTrip.headers(), "DELEGATION_WRONG_TYPE", "locum.DELEGATION_REJECTED");
  }

  /** S3-17: a second workflow with the same id is another run. */
  @Test
  void tokenOfAnEarlierRun_always_failsTheWorkflowForGood() {
    world.alice(this::registerOneStep);
    Trip trip = world.trip();
    WorkflowStub first = trip.stub();
    first.start();
    first.getResult(String.class);
    int done = journal.entries().size();
    WorkflowStub second = trip.stub();

    second.start();

    assertThatThrownBy(() -> second.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasRootCauseInstanceOf(ApplicationFailure.class)
        .rootCause()
        .hasMessageContaining("locum.DELEGATION_REJECTED");
    assertThat(journal.entries()).hasSize(done);
  }

  /** S2-24D: a context whose principal is not the token's. */
  @Test
  void principalThatIsNotTheTokens_always_failsTheWorkflowForGood() {
    Trip trip = world.trip();

    assertRefused(
        trip,
        LocumHeaders.encode(trip.token(), new Principal("user-eve", "alice")),
        "CONTEXT_FORGED",
        "locum.DELEGATION_REJECTED");
  }

  /** The negative control of the test above: without the layer the forged principal would pass. */
  @Test
  void principalThatIsNotTheTokens_withoutItsLayer_passes() {
    world.alice(
        builder -> TestPlugins.layers(builder, TestLayers.without(Layer.PRINCIPAL)),
        this::registerOneStep);
    Trip trip = world.trip();
    WorkflowStub stub =
        trip.stub(LocumHeaders.encode(trip.token(), new Principal("user-eve", "alice")));

    stub.start();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
  }

  /** S2-11, S3-09: a direct start without context; forgetting it is impossible. */
  @Test
  void noContext_always_failsTheWorkflowForGood() {
    Trip trip = world.trip();

    assertRefused(trip, Map.of(), "CONTEXT_MISSING", "locum.DELEGATION_REJECTED");
  }

  /** Every decision is in the audit trail; what cannot be recorded does not happen. */
  @Test
  void auditSinkBroken_always_doesNoWork() {
    world.alice(this::registerOneStep);
    world.audit().breakDown();
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();
    stub.start();

    Await.until("three questions", () -> world.authService().count("Verify") >= 1);
    assertThat(journal.isEmpty()).isTrue();
    world.audit().repair();

    assertThat(stub.getResult(String.class)).isEqualTo("user-ada@alice");
  }

  /** S3-34: completion ends the delegation. */
  @Test
  void completedWorkflow_always_closesItsDelegation() {
    world.alice(this::registerOneStep);
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();

    stub.start();
    stub.getResult(String.class);

    Await.until(
        "the delegation to be closed",
        () -> world.authService().outcome(trip.delegation()).equals("COMPLETED"));
  }

  /** Every verification is an event, a cached one too. */
  @Test
  void verification_fromCache_isAuditedToo() {
    world.alice(worker -> {
      worker.registerWorkflowImplementationTypes(ThreeSteps.class);
      worker.registerActivitiesImplementations(new Trips.Noting(journal));
    });
    Trip trip = world.trip();
    WorkflowStub stub = trip.stub();

    stub.start();
    stub.getResult(String.class);

    List<AuditEvent> events = world.audit().events(AuditEventType.DELEGATION_VERIFIED);
    assertThat(events).hasSize(4);
    assertThat(events).extracting(e -> e.decision().cached()).contains(true, false);
    assertThat(events)
        .allSatisfy(event -> {
          assertThat(event.parties().actor()).isEqualTo("alice-worker");
          assertThat(event.parties().component()).isEqualTo("worker");
          assertThat(event.parties().subject()).isEqualTo("user-ada");
          assertThat(event.parties().tenant()).isEqualTo("alice");
          assertThat(event.execution().delegationId()).isEqualTo(trip.delegation());
          assertThat(event.execution().workflowId()).isEqualTo(trip.id());
          assertThat(event.tokens().tokenId()).isNotEmpty();
        });
  }

  private void assertRefused(
      Trip trip, Map<String, Payload> headers, String reason, String failureType) {
    world.alice(this::register);
    WorkflowStub stub = trip.stub(headers);

    stub.start();

    assertThatThrownBy(() -> stub.getResult(String.class))
        .isInstanceOf(WorkflowFailedException.class)
        .cause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(failureType);
              assertThat(failure.isNonRetryable()).isTrue();
              assertThat(failure.getOriginalMessage()).doesNotContain(trip.token().reveal());
            });
    assertThat(journal.entries()).as("side effects").isEmpty();
    assertThat(world.audit().events(AuditEventType.DELEGATION_VERIFIED))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.decision().outcome()).isEqualTo(Outcome.REFUSED);
          assertThat(event.decision().reason()).isEqualTo(reason);
          assertThat(event.execution().workflowId()).isEqualTo(trip.id());
        });
  }

  private long outcomes(Outcome outcome) {
    return world.audit().events().stream()
        .filter(event -> event.decision().outcome() == outcome)
        .count();
  }

  private void register(Worker worker) {
    worker.registerWorkflowImplementationTypes(Trips.Everything.class, Trips.Child.class);
    worker.registerActivitiesImplementations(new Trips.Noting(journal));
  }

  private void registerOneStep(Worker worker) {
    worker.registerWorkflowImplementationTypes(Trips.OneStep.class);
    worker.registerActivitiesImplementations(new Trips.Noting(journal));
  }

  /** Three steps, so that some are verified from the cache. */
  public static final class ThreeSteps implements Trips.TripWorkflow {
    private final Trips.TripActivities activities =
        Workflow.newActivityStub(Trips.TripActivities.class, Trips.activityOptions());

    @Override
    public String run() {
      activities.step("1");
      activities.step("2");
      return activities.step("3");
    }
  }
}
