package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static dev.locum.trigger.fixture.TriggerWorld.json;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import dev.locum.protocol.trigger.v1.CancelWorkResponse;
import dev.locum.protocol.trigger.v1.QueryWorkRequest;
import dev.locum.protocol.trigger.v1.QueryWorkResponse;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import dev.locum.protocol.trigger.v1.SignalWorkResponse;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.testkit.log.NoSecretsInLogs;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.fixture.TriggerWorld;
import dev.locum.trigger.fixture.TripWorker;
import dev.locum.worker.header.DelegationContext;
import dev.locum.worker.header.LocumHeaders;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signals, queries and cancels of users. */
@Timeout(120)
final class ControllingWorkTest {

  @RegisterExtension final NoSecretsInLogs logs = new NoSecretsInLogs();

  private TriggerWorld world;
  private StartWorkResponse work;

  @BeforeEach
  void start() throws IOException {
    world = TriggerWorld.start();
    work = world.as(world.ada()).startWork(trip("key-1").build());
    world.audit().clear();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** S2-08: a signal carries the principal and a token of the work's own delegation. */
  @Test
  void signal_ofAUser_carriesTheContextAndNotTheUsersToken() {
    String token = world.ada();

    assertThat(signal(token)).isNotNull();

    HistoryEvent signaled = events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED).get(0);
    Header header = signaled.getWorkflowExecutionSignaledEventAttributes().getHeader();
    DelegationContext context = LocumHeaders.decode(header.getFieldsMap());
    assertThat(context.principal().userId()).isEqualTo("user-ada");
    assertThat(context.principal().tenantId()).isEqualTo("alice");
    assertThat(
            world
                .issuer()
                .verifier()
                .verifyDelegationToken(context.token(), TestIssuer.TRUST_DOMAIN)
                .orElseThrow()
                .claims()
                .delegation()
                .value())
        .isEqualTo(work.getDelegationId());
    // S2-03
    world.engine().requireNowhere(token);
    requireTold("signal", Outcome.ALLOWED, "");
  }

  @Test
  void query_ofAUser_isAnsweredByTheWorkflow() {
    try (TripWorker worker = TripWorker.start(world.engine().target(), "queue-alice")) {
      assertThat(worker).isNotNull();
      assertThat(query("stage").getResult().getJson()).isEqualTo("\"driving\"");
      requireTold("query", Outcome.ALLOWED, "");

      world.audit().clear();
      assertThat(reasonOf(() -> query("no-such-query"))).isEqualTo(DenialReason.STATE_CONFLICT);
      assertThat(last().decision().reason()).isEqualTo("STATE_CONFLICT");
    }
  }

  @Test
  void cancel_ofAUser_isInHistoryWithItsReason() {
    assertThat(cancel(world.ada(), "changed my mind")).isNotNull();

    HistoryEvent cancelled =
        events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED).get(0);
    assertThat(cancelled.getWorkflowExecutionCancelRequestedEventAttributes().getIdentity())
        .isEqualTo("locum-trigger");
    requireTold("cancel", Outcome.ALLOWED, "");
  }

  /** What cannot be told of is not done: the event is kept before anything reaches Temporal. */
  @Test
  void control_thatCannotBeTold_isNotDone() {
    world.audit().breakDown();

    assertThat(reasonOf(() -> signal(world.ada()))).isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);
    assertThat(reasonOf(() -> cancel(world.ada(), "")))
        .isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);

    assertThat(events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)).isEmpty();
    assertThat(events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)).isEmpty();
  }

  @Test
  void signal_ofRevokedWork_isRefusedAndNotDone() {
    world.auth().revoke(work.getDelegationId(), false);

    assertThat(reasonOf(() -> signal(world.ada()))).isEqualTo(DenialReason.DELEGATION_REJECTED);

    assertThat(events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)).isEmpty();
    requireTold("signal", Outcome.REFUSED, "DELEGATION_REJECTED");
  }

  /** Ending work is always possible: its compensations run under the revoked delegation. */
  @Test
  void cancel_ofRevokedWork_isDone() {
    world.auth().revoke(work.getDelegationId(), false);

    assertThat(cancel(world.ada(), "")).isNotNull();

    assertThat(events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)).hasSize(1);
  }

  @Test
  void control_byAnotherTenant_isNotDone() {
    assertThat(reasonOf(() -> signal(world.bert()))).isEqualTo(DenialReason.WORK_NOT_FOUND);
    assertThat(reasonOf(() -> cancel(world.bert(), ""))).isEqualTo(DenialReason.WORK_NOT_FOUND);

    assertThat(events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)).isEmpty();
    assertThat(events(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED)).isEmpty();
    assertThat(world.audit().events()).hasSize(2);
    assertThat(last().parties().tenant()).isEqualTo("bob");
  }

  /** Allowed, and then it could not be done: both are told. */
  @Test
  void signal_whileTemporalIsDown_isUnavailableAndTold() {
    world.engine().goDown();

    assertThat(reasonOf(() -> signal(world.ada()))).isEqualTo(DenialReason.TEMPORAL_UNAVAILABLE);

    assertThat(world.audit().events())
        .extracting(event -> event.decision().outcome())
        .containsExactly(Outcome.ALLOWED, Outcome.UNDECIDED);
    assertThat(last().decision().reason()).isEqualTo("TEMPORAL_UNAVAILABLE");
    assertThat(last().execution().action()).isEqualTo("signal");
    assertThat(last().parties().subject()).isEqualTo("user-ada");
  }

  @Test
  void control_ofWorkThatIsGone_isRefused() throws IOException {
    world.engine().goDown();
    world.engine().comeBack();
    world.reconnect();

    assertThat(reasonOf(() -> signal(world.ada()))).isEqualTo(DenialReason.STATE_CONFLICT);
    assertThat(reasonOf(() -> cancel(world.ada(), ""))).isEqualTo(DenialReason.STATE_CONFLICT);
  }

  private void requireTold(String action, Outcome outcome, String reason) {
    AuditEvent event = world.audit().only(AuditEventType.WORK_CONTROLLED);
    assertThat(event.decision().outcome()).isEqualTo(outcome);
    assertThat(event.decision().reason()).isEqualTo(reason);
    assertThat(event.execution().action()).isEqualTo(action);
    assertThat(event.execution().workflowId()).isEqualTo(work.getWorkflowId());
    assertThat(event.parties().subject()).isEqualTo("user-ada");
    assertThat(event.parties().tenant()).isEqualTo("alice");
  }

  private AuditEvent last() {
    List<AuditEvent> events = world.audit().events();
    return events.get(events.size() - 1);
  }

  private SignalWorkResponse signal(String token) {
    return world
        .as(token)
        .signalWork(
            SignalWorkRequest.newBuilder()
                .setWorkflowId(work.getWorkflowId())
                .setSignalName("end")
                .addInput(json("\"complete\""))
                .build());
  }

  private QueryWorkResponse query(String type) {
    return world
        .as(world.ada())
        .queryWork(
            QueryWorkRequest.newBuilder()
                .setWorkflowId(work.getWorkflowId())
                .setQueryType(type)
                .build());
  }

  private CancelWorkResponse cancel(String token, String reason) {
    return world
        .as(token)
        .cancelWork(
            CancelWorkRequest.newBuilder()
                .setWorkflowId(work.getWorkflowId())
                .setReason(reason)
                .build());
  }

  private List<HistoryEvent> events(EventType type) {
    return world
        .engine()
        .history(WorkflowExecution.newBuilder().setWorkflowId(work.getWorkflowId()).build())
        .getEventsList()
        .stream()
        .filter(event -> event.getEventType() == type)
        .toList();
  }
}
