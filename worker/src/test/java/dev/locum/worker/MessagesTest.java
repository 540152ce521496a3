package dev.locum.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.testkit.await.Await;
import dev.locum.token.RawToken;
import dev.locum.worker.context.Principal;
import dev.locum.worker.fixture.HeaderedClient;
import dev.locum.worker.fixture.Mailboxes;
import dev.locum.worker.fixture.Trip;
import dev.locum.worker.fixture.WorkerWorld;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.TestLayers;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowQueryException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Signals, updates and queries carry the delegation of their workflow, or nothing comes of them.
 */
@Timeout(120)
final class MessagesTest {

  private static final String MAILBOX = "MailboxFlow";

  private WorkerWorld world;

  @BeforeEach
  void start() throws Exception {
    world = WorkerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** S2-08: signals, updates and queries of the user. */
  @Test
  void messages_underTheDelegation_areHandled() {
    Trip trip = started();
    WorkflowStub stub = trip.running(trip.headers());

    stub.signal("put", "letter");
    Await.until("the letter", () -> mailbox(trip).equals("letter"));

    assertThat(stub.update("add", String.class, "parcel")).isEqualTo("user-ada: letter,parcel");
    assertThat(stub.query("content", String.class)).isEqualTo("letter,parcel");
  }

  /** S2-24D: a signal without context is dropped, visibly, and the workflow goes on. */
  @Test
  void signal_withoutContext_isDroppedWithAMarkerAndAnEvent() {
    Trip trip = started();

    trip.running(Map.of()).signal("put", "forged");

    assertDropped(trip, "CONTEXT_MISSING");
  }

  /** S2-24D: a token that nobody signed, with the right delegation id in it. */
  @Test
  void signal_withAForgedToken_isDropped() {
    Trip trip = started();
    RawToken forged =
        world
            .authService()
            .issuer()
            .forger()
            .delegationToken()
            .workflow(MAILBOX, trip.id())
            .delegation(trip.delegation())
            .token();

    trip.running(LocumHeaders.encode(forged, Trip.ADA)).signal("put", "forged");

    assertDropped(trip, "TOKEN_KEY_UNKNOWN");
  }

  /** S2-24D: the token of another workflow of the same user. */
  @Test
  void signal_underAnotherDelegation_isDropped() {
    Trip trip = started();
    Trip other = world.trip(MAILBOX);

    trip.running(other.headers()).signal("put", "forged");

    assertDropped(trip, "DELEGATION_WRONG_WORKFLOW");
  }

  /** S2-24D: another principal than the token's. */
  @Test
  void signal_forAnotherPrincipal_isDropped() {
    Trip trip = started();

    trip.running(LocumHeaders.encode(trip.token(), new Principal("user-eve", "alice")))
        .signal("put", "forged");

    assertDropped(trip, "CONTEXT_FORGED");
  }

  /** A revoked delegation takes no new word from anybody. */
  @Test
  void signal_afterRevocation_isDropped() {
    world.authService().answersAreValidFor(Duration.ZERO);
    Trip trip = started();
    world.authService().revoke(trip.delegation());

    trip.running(trip.headers()).signal("put", "late");

    assertDropped(trip, "DELEGATION_REVOKED");
  }

  /** The negative control: without the layer the forged signal would be handled. */
  @Test
  void signal_withoutContextAndLayer_isHandled() {
    world.alice(
        builder -> TestPlugins.layers(builder, TestLayers.without(Layer.MESSAGE)), this::register);
    Trip trip = world.trip(MAILBOX);
    trip.stub().start();

    trip.running(Map.of()).signal("put", "forged");

    Await.until("the letter", () -> mailbox(trip).equals("forged"));
  }

  /**
   * A token that has expired on its way is renewed while the delegation lives: workers may have
   * been down.
   */
  @Test
  void signal_whoseTokenExpiredOnItsWay_isHandled() {
    Trip trip = started();
    world.clock().advance(Duration.ofHours(1));

    trip.running(trip.headers()).signal("put", "late");

    Await.until("the letter", () -> mailbox(fresh(trip)).equals("late"));
  }

  /** Each signal is decided about by itself; their order stays. */
  @Test
  void signals_ofWhichSomeAreForged_areHandledInTheirOrder() {
    Trip trip = started();
    for (int i = 0; i < 20; i++) {
      trip.running(i % 3 == 0 ? Map.of() : trip.headers()).signal("put", String.valueOf(i));
    }

    Await.until("the last letter", () -> mailbox(trip).endsWith("19"));
    assertThat(mailbox(trip)).isEqualTo("1,2,4,5,7,8,10,11,13,14,16,17,19");
  }

  /** S2-08: signal-with-start: the handler runs before the main method, as without the plugin. */
  @Test
  void signalWithStart_always_isHandledBeforeTheMainMethod() {
    world.alice(this::register);
    Trip trip = world.trip(MAILBOX);

    trip.stub().signalWithStart("put", new Object[] {"first"}, new Object[0]);

    Await.until("the letter", () -> mailbox(trip).equals("first"));
    assertThat(trip.running(trip.headers()).query("atStart", String.class)).isEqualTo("first");
  }

  /** S3-18: a signal that came with a refused start has no effect at all. */
  @Test
  void signalWithStart_withoutContext_hasNoEffect() {
    world.alice(this::register);
    Trip trip = world.trip(MAILBOX);

    trip.stub(Map.of()).signalWithStart("put", new Object[] {"first"}, new Object[0]);

    Await.until("the end", () -> last(trip) == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED);
    assertThat(world.audit().events())
        .extracting(AuditEvent::decision)
        .allSatisfy(decision -> assertThat(decision.reason()).isEqualTo("CONTEXT_MISSING"));
  }

  /** A signal that is under way when the workflow ends is handled first. */
  @Test
  void signalBeforeTheEnd_always_isHandled() {
    Trip trip = started();
    WorkflowStub stub = trip.running(trip.headers());

    stub.signal("put", "one");
    stub.signal("finish");

    assertThat(stub.getResult(String.class)).isEqualTo("one");
  }

  /** An update without context is rejected by the validator: nothing is recorded. */
  @Test
  void update_withoutContext_isRejected() {
    Trip trip = started();

    assertThatThrownBy(() -> trip.running(Map.of()).update("add", String.class, "forged"))
        .isInstanceOf(WorkflowUpdateException.class)
        .hasStackTraceContaining("locum.DELEGATION_REJECTED");
    assertThat(mailbox(trip)).isEmpty();
    assertThat(trip.history())
        .noneMatch(
            e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED);
    assertThat(refusals()).containsExactly("CONTEXT_MISSING");
  }

  @Test
  void update_withAForgedToken_isRejected() {
    Trip trip = started();
    RawToken forged =
        world
            .authService()
            .issuer()
            .forger()
            .delegationToken()
            .workflow(MAILBOX, trip.id())
            .delegation(trip.delegation())
            .token();

    assertThatThrownBy(() ->
            trip.running(LocumHeaders.encode(forged, Trip.ADA))
                .update("add", String.class, "forged"))
        .isInstanceOf(WorkflowUpdateException.class)
        .hasStackTraceContaining("locum.TOKEN_REJECTED");
    assertThat(mailbox(trip)).isEmpty();
  }

  @Test
  void update_withAnExpiredToken_isRejected() {
    Trip trip = started();
    world.clock().advance(Duration.ofHours(1));

    assertThatThrownBy(() -> trip.running(trip.headers()).update("add", String.class, "late"))
        .isInstanceOf(WorkflowUpdateException.class)
        .hasStackTraceContaining("locum.TOKEN_REJECTED");
  }

  /** S2-08: update-with-start: the update waits for the verification of the run. */
  @Test
  void updateWithStart_underTheDelegation_isHandledAfterTheVerification() {
    world.alice(this::register);
    Trip trip = world.trip(MAILBOX);

    String answer =
        HeaderedClient.of(world.stubs(), trip.headers())
            .newUntypedWorkflowStub(
                MAILBOX,
                WorkerWorld.options(trip.id()).toBuilder()
                    .setWorkflowIdConflictPolicy(
                        WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                    .build())
            .executeUpdateWithStart(
                UpdateOptions.newBuilder(String.class)
                    .setUpdateName("add")
                    .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                    .setResultClass(String.class)
                    .build(),
                new Object[] {"first"},
                new Object[0]);

    assertThat(answer).isEqualTo("user-ada: first");
    assertThat(world.authService().questions().stream().filter(q -> q.startsWith("Verify")))
        .hasSize(1);
  }

  @Test
  void query_withoutContext_isRefusedAndSaysNothing() {
    Trip trip = started();

    assertThatThrownBy(() -> trip.running(Map.of()).query("content", String.class))
        .isInstanceOf(WorkflowQueryException.class)
        .hasStackTraceContaining("locum.DELEGATION_REJECTED");
    assertThat(refusals()).containsExactly("CONTEXT_MISSING");
  }

  @Test
  void query_underAnotherDelegation_isRefused() {
    Trip trip = started();
    Trip other = world.trip(MAILBOX);

    assertThatThrownBy(() -> trip.running(other.headers()).query("content", String.class))
        .isInstanceOf(WorkflowQueryException.class);
  }

  /** The same workflow id and another delegation: an earlier run's. */
  @Test
  void query_underADelegationOfAnotherRun_isRefused() {
    Trip trip = started();
    RawToken earlier =
        world.authService().issue(world.draft().workflow(MAILBOX, trip.id()).delegation("earlier"));

    assertThatThrownBy(() ->
            trip.running(LocumHeaders.encode(earlier, Trip.ADA)).query("content", String.class))
        .isInstanceOf(WorkflowQueryException.class);
    assertThat(mailbox(trip)).isEmpty();
  }

  private void assertDropped(Trip trip, String reason) {
    Await.until("the refusal", () -> refusals().contains(reason));
    Await.until(
        "the marker",
        () ->
            trip.history().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_MARKER_RECORDED)
                .anyMatch(e -> e.toString().contains("locum.AdmitSignal")));
    assertThat(mailbox(trip)).isEmpty();
    HistoryEvent marker =
        trip.history().stream()
            .filter(e -> e.toString().contains("locum.AdmitSignal"))
            .findFirst()
            .orElseThrow();
    assertThat(marker.toString()).contains("\\\"admitted\\\":false").contains("_REJECTED");
    assertThat(last(trip)).isNotEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED);
  }

  private Trip started() {
    world.alice(this::register);
    Trip trip = world.trip(MAILBOX);
    trip.stub().start();
    Await.until("the first task", () -> has(trip, EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED));
    return trip;
  }

  private static String mailbox(Trip trip) {
    return trip.running(trip.headers()).query("content", String.class);
  }

  private Trip fresh(Trip trip) {
    RawToken token =
        world
            .draft()
            .workflow(trip.workflowType(), trip.id())
            .delegation(trip.delegation())
            .token();
    return new Trip(world, trip.workflowType(), trip.id(), trip.delegation(), token);
  }

  private List<String> refusals() {
    return world.audit().events(AuditEventType.DELEGATION_VERIFIED).stream()
        .map(AuditEvent::decision)
        .filter(decision -> decision.outcome() == Outcome.REFUSED)
        .map(decision -> decision.reason())
        .toList();
  }

  private static EventType last(Trip trip) {
    List<HistoryEvent> history = trip.history();
    return history.get(history.size() - 1).getEventType();
  }

  private static boolean has(Trip trip, EventType type) {
    return trip.history().stream().anyMatch(e -> e.getEventType() == type);
  }

  private void register(Worker worker) {
    worker.registerWorkflowImplementationTypes(Mailboxes.Mailbox.class);
  }
}
