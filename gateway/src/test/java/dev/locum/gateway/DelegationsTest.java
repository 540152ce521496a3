package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.RecordingFrontend;
import dev.locum.gateway.fixture.ScriptedRules;
import dev.locum.gateway.fixture.SdkMessages;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.Payloads;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskFailedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskFailedResponse;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.context.Principal;
import dev.locum.worker.header.LocumHeaders;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Delegations on requests and on tasks (S3-09, S3-59): verified, or nothing passes. */
class DelegationsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final PollActivityTaskQueueResponse TASK =
      PollActivityTaskQueueResponse.newBuilder()
          .setTaskToken(ByteString.copyFromUtf8("task"))
          .setActivityId("1")
          .setInput(
              Payloads.newBuilder()
                  .addPayloads(Payload.newBuilder().setData(ByteString.copyFromUtf8("input"))))
          .build();

  @TempDir Path directory;
  private final ScriptedRules rules = new ScriptedRules();
  private RecordingFrontend frontend;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    frontend = RecordingFrontend.start();
    world = GatewayWorld.before(frontend, directory, rules);
    startedBy(CallerRole.TRIGGER);
  }

  @AfterEach
  void end() {
    world.close();
    frontend.close();
  }

  private void startedBy(CallerRole role) {
    rules.asks(
        WorkflowServiceGrpc.getStartWorkflowExecutionMethod(),
        request -> List.of(atStart(role, (StartWorkflowExecutionRequest) request)));
  }

  private static DelegationNeed atStart(CallerRole role, StartWorkflowExecutionRequest start) {
    return new DelegationNeed(
        role,
        DelegationNeed.Place.START,
        true,
        start.getHeader(),
        new DelegationNeed.Target(
            start.getNamespace(),
            start.getWorkflowType().getName(),
            start.getWorkflowId(),
            "",
            "",
            start.getTaskQueue().getName(),
            "",
            ""));
  }

  private StartWorkflowExecutionRequest start(Map<String, Payload> headers) {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowId("alice-trip-1")
        .setWorkflowType(WorkflowType.newBuilder().setName("TripWorkflow"))
        .setTaskQueue(TaskQueue.newBuilder().setName("queue-alice"))
        .setHeader(Header.newBuilder().putAllFields(headers))
        .build();
  }

  private Map<String, Payload> headers() {
    return headers("alice-trip-1");
  }

  private Map<String, Payload> headers(String workflowId) {
    String token =
        world
            .authService()
            .adopt(
                world
                    .authService()
                    .issuer()
                    .delegationToken()
                    .workflow("TripWorkflow", workflowId));
    return headers(token, "user-ada", "alice");
  }

  private static Map<String, Payload> headers(String token, String user, String tenant) {
    return SdkMessages.headers(
        LocumHeaders.encode(RawToken.of(token), new Principal(user, tenant)));
  }

  private static WorkflowServiceGrpc.WorkflowServiceBlockingStub stub(Channel channel) {
    return WorkflowServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private StatusRuntimeException refusal(Message request) {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            stub(world.withApiKey("trigger"))
                .startWorkflowExecution((StartWorkflowExecutionRequest) request));
  }

  private void assertRecorded(Consumer<AuditEvent> expected) {
    Await.untilPasses(
        "it is recorded",
        PATIENCE,
        () -> assertThat(world.authService().events()).anySatisfy(expected));
  }

  @Test
  void validDelegation_passes() {
    stub(world.withApiKey("trigger")).startWorkflowExecution(start(headers()));

    assertThat(frontend.count(WorkflowServiceGrpc.getStartWorkflowExecutionMethod())).isOne();
  }

  @Test // S3-09: a direct start has none
  void noDelegation_isRefusedWhereOneIsNeeded() {
    StatusRuntimeException refusal = refusal(start(Map.of()));

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.DELEGATION_REJECTED);
    assertThat(frontend.count()).isZero();
    assertRecorded(event -> {
      assertThat(event.getReason()).isEqualTo("CONTEXT_MISSING");
      assertThat(event.getNamespace()).isEqualTo("default");
    });
  }

  /**
   * The token is good and has just been let pass, so that nothing but the principal beside it can
   * be what is refused, and no remembered answer hides it.
   */
  @ParameterizedTest // S2-24D
  @CsvSource({"user-ben, alice", "user-ada, bob", "USER-ADA, alice", "user-ada, alice2"})
  void handMadePrincipal_isRefused(String user, String tenant) {
    Map<String, Payload> good = headers();
    stub(world.withApiKey("trigger")).startWorkflowExecution(start(good));
    Map<String, Payload> forged = new HashMap<>(good);
    forged.put(
        LocumHeaders.PRINCIPAL,
        Objects.requireNonNull(headers("x", user, tenant).get(LocumHeaders.PRINCIPAL)));

    assertThat(Refusals.reasonOf(refusal(start(forged))))
        .isEqualTo(DenialReason.DELEGATION_REJECTED);

    assertThat(frontend.count()).isOne();
    assertRecorded(event -> assertThat(event.getReason()).isEqualTo("DELEGATION_REJECTED"));
  }

  /** Only a trigger gets delegations: who writes a starter must not have to find that out. */
  @Test
  void starterWithoutDelegation_isToldThatItNeedsTheTrigger() {
    startedBy(CallerRole.STARTER);
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub(world.withApiKey("alice-starter")).startWorkflowExecution(start(Map.of())));

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.REQUEST_INVALID);
    assertThat(refusal.getStatus().getDescription())
        .contains("locum-delegation: absent", "ask the trigger");
    assertThat(frontend.count()).isZero();
  }

  @Test // the control of the test above: with a trigger's delegation it may
  void starterWithADelegation_starts() {
    startedBy(CallerRole.STARTER);
    stub(world.withApiKey("alice-starter")).startWorkflowExecution(start(headers()));

    assertThat(frontend.count()).isOne();
  }

  @Test // S2-24D
  void forgedToken_isRefused() {
    String forged =
        world
            .authService()
            .issuer()
            .forger()
            .delegationToken()
            .workflow("TripWorkflow", "alice-trip-1")
            .text();

    assertThat(refusal(start(headers(forged, "user-ada", "alice")))).isNotNull();
    assertThat(frontend.count()).isZero();
  }

  @Test // S3-57
  void delegationForAnotherWorkflow_isRefused() {
    assertThat(Refusals.reasonOf(refusal(start(headers("alice-trip-2")))))
        .isEqualTo(DenialReason.DELEGATION_REJECTED);
  }

  @Test // a payload codec that touches headers would blind the gateway
  void encryptedHeader_isRefusedAndSaysSo() {
    Map<String, Payload> encrypted = new HashMap<>(headers());
    encrypted.computeIfPresent(
        LocumHeaders.DELEGATION,
        (name, payload) ->
            payload.toBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("binary/encrypted"))
                .build());

    StatusRuntimeException refusal = refusal(start(encrypted));

    assertThat(refusal.getStatus().getDescription())
        .contains("locum-delegation", "encrypted", "json/plain");
    assertThat(frontend.count()).isZero();
  }

  @Test
  void authServiceDown_isRefusedAndMayBeRepeated() {
    Channel channel = world.withApiKey("trigger");
    Map<String, Payload> headers = headers();
    stub(channel).startWorkflowExecution(start(headers));
    world.clock().advance(Duration.ofSeconds(5));
    world.authService().goDown();

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub(channel).startWorkflowExecution(start(headers)));

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);
    assertThat(frontend.count()).isOne();
  }

  @Test
  void revokedDelegation_isRefusedWithinFiveSeconds() {
    Map<String, Payload> headers = headers();
    Channel channel = world.withApiKey("trigger");
    stub(channel).startWorkflowExecution(start(headers));
    stub(channel).startWorkflowExecution(start(headers));
    assertThat(world.authService().requests(GatewayServiceGrpc.getCheckDelegationMethod()))
        .hasSize(1);
    world
        .authService()
        .revoke(world.authService().issuer().delegationToken().claims().delegation().value(), true);

    world.clock().advance(Duration.ofSeconds(5));

    assertThat(Refusals.reasonOf(refusal(start(headers))))
        .isEqualTo(DenialReason.DELEGATION_REJECTED);
  }

  @Test // a refused completion becomes a recorded failure, never an endless retry
  void refusedCompletion_tellsTemporal() {
    RespondWorkflowTaskFailedRequest failed =
        RespondWorkflowTaskFailedRequest.newBuilder().setNamespace("default").build();
    rules.asks(
        WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod(),
        request -> List.of(atStart(CallerRole.WORKER, start(Map.of()))));
    rules.becomes(
        WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod(),
        new RequestVerdict.Forward(
            WorkflowServiceGrpc.getRespondWorkflowTaskFailedMethod().getFullMethodName(),
            "default",
            failed,
            List.of(),
            RequestVerdict.OnRefusal.DENY,
            ""));
    frontend.answer(
        WorkflowServiceGrpc.getRespondWorkflowTaskFailedMethod(),
        RespondWorkflowTaskFailedResponse.getDefaultInstance());

    stub(world.withApiKey("alice-worker"))
        .respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder().setNamespace("default").build());

    assertThat(frontend.request(WorkflowServiceGrpc.getRespondWorkflowTaskFailedMethod()))
        .isEqualTo(failed);
    assertThat(frontend.count(WorkflowServiceGrpc.getRespondWorkflowTaskCompletedMethod()))
        .isZero();
    assertRecorded(event -> assertThat(event.getType()).isEqualTo("TEMPORAL_CALLED"));
  }

  @Test // S3-03, S3-59: no payload reaches the worker, and nothing hangs
  void taskWithoutADelegation_isWithheldAndAnswered() {
    frontend.answer(WorkflowServiceGrpc.getPollActivityTaskQueueMethod(), TASK);
    rules.answers(
        WorkflowServiceGrpc.getPollActivityTaskQueueMethod(),
        task -> List.of(atStart(CallerRole.WORKER, start(Map.of()))));
    RespondActivityTaskFailedRequest report =
        RespondActivityTaskFailedRequest.newBuilder()
            .setNamespace("default")
            .setTaskToken(TASK.getTaskToken())
            .build();
    rules.reports(
        WorkflowServiceGrpc.getPollActivityTaskQueueMethod(),
        new UpstreamCall(
            WorkflowServiceGrpc.getRespondActivityTaskFailedMethod().getFullMethodName(), report));

    PollActivityTaskQueueResponse answer = poll();

    assertThat(answer).isEqualTo(PollActivityTaskQueueResponse.getDefaultInstance());
    assertThat(frontend.request(WorkflowServiceGrpc.getRespondActivityTaskFailedMethod()))
        .isEqualTo(report);
    assertRecorded(event -> {
      assertThat(event.getType()).isEqualTo("TASK_DISPATCHED");
      assertThat(event.getDetail()).contains("alice-worker");
    });
  }

  private PollActivityTaskQueueResponse poll() {
    return stub(world.withApiKey("alice-worker"))
        .pollActivityTaskQueue(
            PollActivityTaskQueueRequest.newBuilder()
                .setNamespace("default")
                .setTaskQueue(TaskQueue.newBuilder().setName("queue-alice"))
                .build());
  }

  @Test // a poll lasts longer than a proof
  void taskForACallerThatIsNoLongerProven_goesBack() {
    frontend.answerLater(
        WorkflowServiceGrpc.getPollActivityTaskQueueMethod(),
        TASK,
        () -> {
          world.world().disable("alice-worker");
          world.clock().advance(Duration.ofSeconds(6));
        });

    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, this::poll);

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.CREDENTIAL_REJECTED);
    RespondActivityTaskFailedRequest back =
        (RespondActivityTaskFailedRequest)
            frontend.request(WorkflowServiceGrpc.getRespondActivityTaskFailedMethod());
    assertThat(back.getTaskToken()).isEqualTo(TASK.getTaskToken());
    assertThat(back.getFailure().getApplicationFailureInfo().getNonRetryable()).isFalse();
  }

  @Test
  void execution_isAskedAboutAsTheCallNamesIt() {
    stub(world.withApiKey("trigger")).startWorkflowExecution(start(headers()));

    assertThat(world.authService().requests(GatewayServiceGrpc.getCheckDelegationMethod()))
        .singleElement()
        .satisfies(question -> {
          assertThat(question.getWorkloadId()).isEqualTo("trigger");
          assertThat(question.getExecution().getWorkflowId()).isEqualTo("alice-trip-1");
          assertThat(question.getExecution().getTaskQueue()).isEqualTo("queue-alice");
          assertThat(question.getPrincipalUser()).isEqualTo("user-ada");
        });
  }
}
