package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static dev.locum.trigger.fixture.Answers.refused;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.fixture.Answers.Told;
import dev.locum.trigger.fixture.TriggerWorld;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Starts that are cut off or cannot be carried out: at any moment either nothing can act, or one
 * workflow can, and the same idempotency key finishes it (S3-30; issue 3, faults).
 */
@Timeout(180)
final class CutOffTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TriggerWorld world;

  @BeforeEach
  void start() throws IOException {
    world = TriggerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  static Stream<MethodDescriptor<?, ?>> stepsBeforeTheStart() {
    return Stream.of(
        TokenServiceGrpc.getIntrospectTokenMethod(),
        DelegationServiceGrpc.getIssueDelegationMethod(),
        WorkflowServiceGrpc.getStartWorkflowExecutionMethod());
  }

  @ParameterizedTest
  @MethodSource("stepsBeforeTheStart")
  void trigger_killedBeforeAStep_leavesNothingAndTheKeyFinishes(MethodDescriptor<?, ?> step)
      throws IOException {
    world.toAuth().killBefore(step);
    world.toTemporal().killBefore(step);
    assertThatThrownBy(() -> world.as(world.ada()).startWork(trip("key-1").build()))
        .isInstanceOf(StatusRuntimeException.class);
    world.engine().requireNothingStarted();

    world.restartTrigger();
    StartWorkResponse finished = world.as(world.ada()).startWork(trip("key-1").build());

    requireOneActive(finished);
  }

  @Test
  void trigger_killedBetweenStartAndBind_isFinishedByTheKey() throws IOException {
    world.toAuth().killBefore(DelegationServiceGrpc.getBindRunMethod());
    assertThatThrownBy(() -> world.as(world.ada()).startWork(trip("key-1").build()))
        .isInstanceOf(StatusRuntimeException.class);
    assertThat(world.engine().executions()).hasSize(1);

    world.restartTrigger();
    StartWorkResponse finished = world.as(world.ada()).startWork(trip("key-1").build());

    assertThat(finished.getRunId()).isEqualTo(world.engine().executions().get(0).getRunId());
    requireOneActive(finished);
  }

  @Test
  void trigger_killedBeforeItTakesBack_isFinishedByTheKey() throws IOException {
    world.engine().goDown();
    world.toAuth().killBefore(DelegationServiceGrpc.getRevokeDelegationMethod());
    assertThatThrownBy(() -> world.as(world.ada()).startWork(trip("key-1").build()))
        .isInstanceOf(StatusRuntimeException.class);

    world.engine().comeBack();
    world.restartTrigger();
    StartWorkResponse finished = world.as(world.ada()).startWork(trip("key-1").build());

    assertThat(finished.getRepeated()).isTrue();
    requireOneActive(finished);
  }

  private void requireOneActive(StartWorkResponse answer) {
    assertThat(world.engine().executions())
        .extracting(execution -> execution.getWorkflowId())
        .containsExactly(answer.getWorkflowId());
    Delegation delegation = world.auth().delegation(answer.getDelegationId());
    assertThat(delegation.getState()).isEqualTo(DelegationState.DELEGATION_STATE_ACTIVE);
    assertThat(delegation.getFirstExecutionRunId()).isEqualTo(answer.getRunId());
  }

  /** S3-30, S3-88; issue 3: Unavailable, delegation revoked, the same key succeeds later. */
  @Test
  void start_whileTemporalIsDown_isTakenBackAndTheKeySucceedsLater() throws IOException {
    world.engine().goDown();

    Told told = refused(() -> world.as(world.ada()).startWork(trip("key-1").build()));

    assertThat(told.code()).isEqualTo("TEMPORAL_UNAVAILABLE");
    assertThat(told.retryable()).isTrue();
    Delegation taken = world.auth().delegation("delegation-1");
    assertThat(taken.getState()).isEqualTo(DelegationState.DELEGATION_STATE_REVOKED);
    assertThat(taken.getEndReason()).isEqualTo("START_FAILED");
    assertThat(world.audit().only(AuditEventType.WORK_STARTED).decision().outcome())
        .isEqualTo(Outcome.UNDECIDED);

    world.engine().comeBack();
    world.reconnect();
    StartWorkResponse later = world.as(world.ada()).startWork(trip("key-1").build());

    assertThat(later.getDelegationId()).isNotEqualTo("delegation-1");
    assertThat(later.getRepeated()).isFalse();
    requireOneActive(later);
  }

  /** The start happened, but nobody knows: its delegation can do nothing any more. */
  @Test
  void start_whoseAnswerIsLost_canNotActAndTheKeyStartsAnew() {
    world.toTemporal().loseAnswers(WorkflowServiceGrpc.getStartWorkflowExecutionMethod());

    assertThat(reasonOf(() -> world.as(world.ada()).startWork(trip("key-1").build())))
        .isEqualTo(DenialReason.TEMPORAL_UNAVAILABLE);
    assertThat(world.engine().executions()).hasSize(1);
    assertThat(world.auth().delegation("delegation-1").getState())
        .isEqualTo(DelegationState.DELEGATION_STATE_REVOKED);

    world.toTemporal().mend();
    StartWorkResponse anew = world.as(world.ada()).startWork(trip("key-1").build());
    assertThat(world.auth().delegation(anew.getDelegationId()).getState())
        .isEqualTo(DelegationState.DELEGATION_STATE_ACTIVE);
  }

  /** The auth service went down too: nothing is lost, the key finds the workflow that runs. */
  @Test
  void start_whoseAnswerIsLostAndThatCannotBeTakenBack_isFinishedByTheKey() {
    world.toTemporal().loseAnswers(WorkflowServiceGrpc.getStartWorkflowExecutionMethod());
    world
        .toAuth()
        .before(DelegationServiceGrpc.getRevokeDelegationMethod(), () -> world.auth().goDown());

    assertThat(reasonOf(() -> world.as(world.ada()).startWork(trip("key-1").build())))
        .isEqualTo(DenialReason.TEMPORAL_UNAVAILABLE);
    // S3-88: that it could not be taken back is told.
    assertThat(world.audit().only(AuditEventType.DELEGATION_REVOKED).decision().outcome())
        .isEqualTo(Outcome.UNDECIDED);

    world.auth().comeBack();
    world.toTemporal().mend();
    world.toAuth().mend();
    world.reconnect();
    requireOneActive(world.as(world.ada()).startWork(trip("key-1").build()));
  }

  /** Started is started: the worker's first verification binds what the trigger could not. */
  @Test
  void start_whileTheAuthServiceGoesDownBeforeItIsBound_isAccepted() {
    world.toAuth().before(DelegationServiceGrpc.getBindRunMethod(), () -> world.auth().goDown());

    StartWorkResponse accepted = world.as(world.ada()).startWork(trip("key-1").build());

    assertThat(world.engine().executions())
        .extracting(execution -> execution.getRunId())
        .containsExactly(accepted.getRunId());
    assertThat(world.audit().only(AuditEventType.WORK_STARTED).decision().isAllowed()).isTrue();

    world.auth().comeBack();
    world.toAuth().mend();
    world.reconnect();
    StartWorkResponse again = world.as(world.ada()).startWork(trip("key-1").build());
    assertThat(again.getRunId()).isEqualTo(accepted.getRunId());
    requireOneActive(again);
  }

  @Test
  void start_whoseRunIsRefused_isRefused() {
    world
        .auth()
        .refuse(DelegationServiceGrpc.getBindRunMethod(), DenialReason.DELEGATION_WRONG_RUN);

    assertThat(reasonOf(() -> world.as(world.ada()).startWork(trip("key-1").build())))
        .isEqualTo(DenialReason.DELEGATION_REJECTED);
    assertThat(world.audit().only(AuditEventType.WORK_STARTED).decision().outcome())
        .isEqualTo(Outcome.REFUSED);
  }

  /** A caller who goes away does not keep the trigger from taking back what it cannot start. */
  @Test
  void caller_whoGoesAwayDuringAStartThatFails_leavesNothingThatCanAct() {
    world.toTemporal().loseAnswers(WorkflowServiceGrpc.getStartWorkflowExecutionMethod());

    startAndGoAway();

    Await.untilPasses(
        "the delegation to be taken back",
        PATIENCE,
        () ->
            assertThat(world.auth().delegation("delegation-1").getState())
                .isEqualTo(DelegationState.DELEGATION_STATE_REVOKED));
  }

  @Test
  void caller_whoGoesAwayDuringAStart_findsItFinished() {
    startAndGoAway();

    Await.untilPasses(
        "the run to be bound",
        PATIENCE,
        () ->
            assertThat(world.auth().delegation("delegation-1").getState())
                .isEqualTo(DelegationState.DELEGATION_STATE_ACTIVE));
    requireOneActive(world.as(world.ada()).startWork(trip("key-1").build()));
  }

  /** The caller cancels while the trigger is about to call Temporal. */
  private void startAndGoAway() {
    AtomicReference<ListenableFuture<StartWorkResponse>> call = new AtomicReference<>();
    AtomicReference<Context> context = new AtomicReference<>();
    world
        .toAuth()
        .before(
            DelegationServiceGrpc.getIssueDelegationMethod(), () -> context.set(Context.current()));
    world
        .toTemporal()
        .before(
            WorkflowServiceGrpc.getStartWorkflowExecutionMethod(),
            () -> {
              Await.until("the call to be there", PATIENCE, () -> call.get() != null);
              call.get().cancel(true);
              Await.until("the trigger to notice", PATIENCE, () -> context.get().isCancelled());
            });
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + world.ada());
    call.set(
        TriggerServiceGrpc.newFutureStub(
                ClientInterceptors.intercept(
                    world.client(), MetadataUtils.newAttachHeadersInterceptor(headers)))
            .startWork(trip("key-1").build()));
    Await.until("the caller to be gone", PATIENCE, () -> call.get().isDone());
  }
}
