package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.gateway.fixture.RawConnection;
import dev.locum.gateway.fixture.TightLimits;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.gateway.v1.Check;
import dev.locum.protocol.gateway.v1.CheckOutcome;
import dev.locum.protocol.gateway.v1.ExplainCallRequest;
import dev.locum.protocol.gateway.v1.ExplainCallResponse;
import dev.locum.protocol.gateway.v1.ExplanationServiceGrpc;
import dev.locum.protocol.gateway.v1.Verdict;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators are told what would be decided; nobody else is, and nothing happens. */
class ExplanationTest {

  @TempDir Path directory;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    world = GatewayWorld.start(directory);
    world.world().with(FakeWorkload.operator("operator"));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private ExplainCallResponse explained(String method, String workload, String json) {
    return stub(world.withApiKey("operator"))
        .explainCall(
            ExplainCallRequest.newBuilder()
                .setMethod(method)
                .setWorkloadId(workload)
                .setRequestJson(json)
                .build());
  }

  private static ExplanationServiceGrpc.ExplanationServiceBlockingStub stub(Channel channel) {
    return ExplanationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static CheckOutcome outcome(ExplainCallResponse explanation, String name) {
    return explanation.getChecksList().stream()
        .filter(check -> check.getName().equals(name))
        .map(Check::getOutcome)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void allowedCall_saysWhichRowGrantAndDelegationsCount() {
    ExplainCallResponse explanation =
        explained(
            "StartWorkflowExecution",
            "alice-starter",
            """
            {"namespace": "default", "workflowId": "alice.trip-1",
             "workflowType": {"name": "TripWorkflow"}, "taskQueue": {"name": "queue-alice"}}\
            """);

    assertThat(explanation.getVerdict()).isEqualTo(Verdict.VERDICT_ALLOWED);
    assertThat(explanation.getRow().getMethod())
        .isEqualTo("temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution");
    assertThat(explanation.getRow().getReach()).isEqualTo("everywhere");
    assertThat(explanation.getTenant()).isEqualTo("alice");
    assertThat(explanation.getGrantsList()).isNotEmpty();
    assertThat(explanation.getChecksList())
        .extracting(Check::getOutcome)
        .containsOnly(CheckOutcome.CHECK_OUTCOME_PASSED);
    assertThat(explanation.getDelegationsList()).containsExactly("start, required, absent");
  }

  /** Each call is explained in the role in which it would be made. */
  @Test
  void workerThatStartsWorkAsWell_isExplainedAsTheStarterThatItIsToo() {
    String start =
        """
        {"namespace": "default", "workflowId": "alice.trip-1",
         "workflowType": {"name": "TripWorkflow"}, "taskQueue": {"name": "queue-alice"}}\
        """;
    assertThat(explained("StartWorkflowExecution", "alice-worker", start).getVerdict())
        .isEqualTo(Verdict.VERDICT_REFUSED);
    world.world().letStartWork("alice-worker");

    ExplainCallResponse explanation = explained("StartWorkflowExecution", "alice-worker", start);

    assertThat(explanation.getVerdict()).isEqualTo(Verdict.VERDICT_ALLOWED);
    assertThat(explanation.getRow().getReach()).isEqualTo("everywhere");
    assertThat(explanation.getStarterGrantsList()).isNotEmpty();
    assertThat(explanation.getChecksList())
        .filteredOn(check -> check.getName().equals("role"))
        .extracting(Check::getDetail)
        .containsExactly("starter: everywhere");
    assertThat(
            explained(
                    "PollWorkflowTaskQueue",
                    "alice-worker",
                    "{\"namespace\": \"default\", \"taskQueue\": {\"name\": \"queue-alice\"}}")
                .getVerdict())
        .isEqualTo(Verdict.VERDICT_ALLOWED);
  }

  @Test
  void refusedCall_saysWhichCheckFailed_asTheCallItselfIsRefused() {
    ExplainCallResponse explanation =
        explained(
            "PollWorkflowTaskQueue",
            "bob-worker",
            "{\"namespace\": \"default\", \"taskQueue\": {\"name\": \"queue-alice\"}}");
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                WorkflowServiceGrpc.newBlockingStub(world.withApiKey("bob-worker"))
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .pollWorkflowTaskQueue(
                        PollWorkflowTaskQueueRequest.newBuilder()
                            .setNamespace("default")
                            .setTaskQueue(
                                dev.locum.temporalapi.taskqueue.v1.TaskQueue.newBuilder()
                                    .setName("queue-alice"))
                            .build()));

    assertThat(explanation.getVerdict()).isEqualTo(Verdict.VERDICT_REFUSED);
    assertThat(explanation.getCode())
        .isEqualTo(Refusals.reasonOf(refusal).publicReason().code())
        .isEqualTo("ACTION_NOT_ALLOWED");
    assertThat(explanation.getDetail()).contains("without grant");
    assertThat(outcome(explanation, "namespace")).isEqualTo(CheckOutcome.CHECK_OUTCOME_PASSED);
    assertThat(explanation.getChecksList())
        .filteredOn(check -> check.getOutcome() == CheckOutcome.CHECK_OUTCOME_FAILED)
        .hasSize(1);
  }

  @Test
  void refusedCompletion_isToldAsOneThatFailsTheTask() {
    ExplainCallResponse explanation =
        explained(
            "RespondWorkflowTaskCompleted",
            "alice-worker",
            """
            {"namespace": "default", "commands": [{
              "commandType": "COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION",
              "signalExternalWorkflowExecutionCommandAttributes":
                {"execution": {"workflowId": "bob.trip-1"}}}]}\
            """);

    assertThat(explanation.getVerdict()).isEqualTo(Verdict.VERDICT_REPORTED);
    assertThat(explanation.getReason()).isEqualTo("WORK_NOT_FOUND");
    assertThat(outcome(explanation, "mentions")).isEqualTo(CheckOutcome.CHECK_OUTCOME_FAILED);
  }

  @Test
  void withoutARequest_onlyRowAndRoleAreDecided() {
    ExplainCallResponse mayBe = explained("SignalWorkflowExecution", "alice-starter", "");
    ExplainCallResponse never = explained("SignalWorkflowExecution", "alice-worker", "");

    assertThat(mayBe.getVerdict()).isEqualTo(Verdict.VERDICT_DEPENDS);
    assertThat(outcome(mayBe, "namespace")).isEqualTo(CheckOutcome.CHECK_OUTCOME_NOT_REACHED);
    assertThat(never.getVerdict()).isEqualTo(Verdict.VERDICT_REFUSED);
    assertThat(never.getCode()).isEqualTo("CALLER_NOT_ALLOWED");
    assertThat(explained("GetSystemInfo", "alice-worker", "").getVerdict())
        .isEqualTo(Verdict.VERDICT_ALLOWED);
    assertThat(explained("MadeUp", "alice-worker", "").getCode()).isEqualTo("METHOD_NOT_ALLOWED");
  }

  @Test
  void kindOfCredential_countsWhereItIsNamed() {
    world
        .world()
        .with(
            FakeNamespace.shared("default").accepting(CredentialKind.CREDENTIAL_KIND_CERTIFICATE));
    ExplainCallRequest.Builder describe =
        ExplainCallRequest.newBuilder()
            .setMethod("DescribeNamespace")
            .setWorkloadId("alice-worker")
            .setRequestJson("{\"namespace\": \"default\"}");
    var operator = stub(world.withApiKey("operator"));

    assertThat(operator.explainCall(describe.build()).getVerdict())
        .isEqualTo(Verdict.VERDICT_ALLOWED);
    ExplainCallResponse byKey =
        operator.explainCall(describe.setProvenBy(CredentialKind.CREDENTIAL_KIND_API_KEY).build());

    assertThat(byKey.getCode()).isEqualTo("ENTITY_NOT_FOUND");
    assertThat(outcome(byKey, "namespace")).isEqualTo(CheckOutcome.CHECK_OUTCOME_FAILED);
  }

  @Test
  void requestThatIsNone_orUnknownWorkload_isRefusedToTheOperator() {
    assertRefused(
        DenialReason.REQUEST_INVALID,
        () -> explained("DescribeNamespace", "alice-worker", "{\"nonsense\": 1}"));
    assertRefused(
        DenialReason.ENTITY_NOT_FOUND, () -> explained("DescribeNamespace", "nobody", ""));
  }

  /** The answer says what others are granted. */
  @Test
  void nobodyButAnOperator_isExplainedTo_andTheRefusalIsRecorded() {
    world.world().with(FakeWorkload.trigger("some-trigger"));
    ExplainCallRequest request =
        ExplainCallRequest.newBuilder()
            .setMethod("DescribeNamespace")
            .setWorkloadId("alice-worker")
            .build();
    for (String workload : List.of("alice-worker", "alice-starter", "some-trigger")) {
      assertRefused(
          DenialReason.CALLER_NOT_ALLOWED,
          () -> stub(world.withApiKey(workload)).explainCall(request));
    }
    assertRefused(DenialReason.NO_CREDENTIAL, () -> stub(world.anonymous()).explainCall(request));
    Await.untilPasses(
        "they are recorded",
        Duration.ofSeconds(60),
        () -> assertThat(world.authService().events()).hasSize(4));
  }

  /** Each refusal is an event of the trail: nobody may make them without end. */
  @Test
  void questionsOfOneTenant_areBounded_andThoseBeyondAreCountedOnly(@TempDir Path other)
      throws IOException, InterruptedException {
    try (GatewayWorld bounded =
        GatewayWorld.start(other, new OpenRules(), TightLimits.callsPerSecond(2))) {
      ExplanationServiceGrpc.ExplanationServiceBlockingStub alice =
          stub(bounded.withApiKey("alice-worker"));
      for (int i = 0; i < 2; i++) {
        assertRefused(
            DenialReason.CALLER_NOT_ALLOWED,
            () -> alice.explainCall(ExplainCallRequest.getDefaultInstance()));
      }
      AtomicInteger beyond = new AtomicInteger();
      for (int i = 0; i < 40; i++) {
        StatusRuntimeException refusal =
            catchThrowableOfType(
                StatusRuntimeException.class,
                () -> alice.explainCall(ExplainCallRequest.getDefaultInstance()));
        if (Refusals.reasonOf(refusal) == DenialReason.TENANT_LIMIT_REACHED) {
          beyond.incrementAndGet();
        }
      }

      assertThat(beyond.get()).isPositive();
      Await.untilPasses(
          "those within the limit are recorded",
          Duration.ofSeconds(60),
          () -> assertThat(bounded.authService().events()).hasSize(42 - beyond.get()));
      assertThat(bounded.metrics().lines())
          .anyMatch(line ->
              line.contains("ExplainCall")
                  && line.contains("tenant=\"alice\"")
                  && line.contains("outcome=\"TENANT_LIMIT_REACHED\""));
    }
  }

  @Test
  void questionThatEndsBeforeItsCallerIsKnown_isRefusedOnce() throws Exception {
    try (RawConnection stranger = RawConnection.open(world)) {
      for (int i = 0; i < 5; i++) {
        stranger.headers(
            2 * i + 1, "/" + ExplanationServiceGrpc.getExplainCallMethod().getFullMethodName());
      }
      assertThat(stranger.callsThatEnd(5, Duration.ofSeconds(60))).isEqualTo(5);
    }
    assertRefused(
        DenialReason.CALLER_NOT_ALLOWED,
        () ->
            stub(world.withApiKey("alice-worker"))
                .explainCall(ExplainCallRequest.getDefaultInstance()));

    Await.untilPasses(
        "the last is recorded",
        Duration.ofSeconds(60),
        () ->
            assertThat(world.authService().events())
                .extracting(AuditEvent::getReason)
                .containsExactlyInAnyOrder(
                    "NO_CREDENTIAL",
                    "NO_CREDENTIAL",
                    "NO_CREDENTIAL",
                    "NO_CREDENTIAL",
                    "NO_CREDENTIAL",
                    "CALLER_NOT_ALLOWED"));
  }

  private static void assertRefused(DenialReason reason, Runnable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(Refusals.reasonOf(refusal)).isEqualTo(reason);
  }
}
