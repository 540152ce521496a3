package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.bootstrap.GatewayProcess;
import dev.locum.gateway.fixture.Calls;
import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.RecordingFrontend;
import dev.locum.gateway.fixture.ScriptedRules;
import dev.locum.gateway.fixture.TightLimits;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.value.Address;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceResponse;
import dev.locum.temporalapi.workflowservice.v1.GetClusterInfoRequest;
import dev.locum.temporalapi.workflowservice.v1.RecordWorkerHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.net.FreePort;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the gateway is operated: limits, failover, the end, and a dry run. */
class OperationTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration DRAIN = Duration.ofSeconds(20);
  private static final DescribeNamespaceRequest DESCRIBE =
      DescribeNamespaceRequest.newBuilder().setNamespace("default").build();

  @TempDir Path directory;
  private final ScriptedRules rules = new ScriptedRules();
  private RecordingFrontend frontend;

  @BeforeEach
  void start() throws IOException {
    frontend = RecordingFrontend.start();
  }

  @AfterEach
  void end() {
    frontend.close();
  }

  private GatewayWorld world(UnaryOperator<GatewaySettings> differing) throws IOException {
    return GatewayWorld.before(frontend, directory, rules, differing);
  }

  private static WorkflowServiceGrpc.WorkflowServiceBlockingStub stub(Channel channel) {
    return WorkflowServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  @Test
  void oneTenantsPolls_doNotStarveAnother() throws Exception {
    frontend.hang(WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod());
    try (GatewayWorld world = world(TightLimits.openCalls(3, DRAIN))) {
      Channel alice = world.withApiKey("alice-worker");
      for (int i = 0; i < 3; i++) {
        Calls.pollWorkflows(alice, "queue-alice");
      }
      Await.until("three are open", PATIENCE, () -> world.gateway().openCalls() == 3);

      StatusRuntimeException refusal =
          catchThrowableOfType(
              StatusRuntimeException.class, () -> stub(alice).describeNamespace(DESCRIBE));
      DescribeNamespaceResponse bobs =
          stub(world.withApiKey("bob-worker")).describeNamespace(DESCRIBE);

      assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.TENANT_LIMIT_REACHED);
      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(bobs).isNotNull();
      assertThat(world.metrics().lines())
          .as("an operator sees who reached the limit")
          .anyMatch(line ->
              line.startsWith("locum_gateway_calls")
                  && line.contains("tenant=\"alice\"")
                  && line.contains("outcome=\"TENANT_LIMIT_REACHED\""));
      world.authService().goDown();
    }
  }

  @Test
  void frontendThatIsDown_isPassedOver() throws IOException {
    Address nobody = Address.parse("127.0.0.1:" + FreePort.find());
    try (GatewayWorld world =
        world(settings ->
            GatewayWorld.with(
                settings, TemporalSettings.plaintext(nobody), settings.temporal().target()))) {
      Channel channel = world.withApiKey("alice-worker");

      Await.untilPasses(
          "the second frontend answers",
          PATIENCE,
          () -> {
            try {
              assertThat(stub(channel).describeNamespace(DESCRIBE)).isNotNull();
            } catch (StatusRuntimeException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  @Test
  void end_letsOpenCallsFinish() throws Exception {
    frontend.answerLater(
        WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod(),
        dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse.getDefaultInstance(),
        () -> frontend.awaitRelease(PATIENCE));
    try (GatewayWorld world = world(TightLimits.openCalls(100, DRAIN))) {
      GatewayProcess gateway = world.gateway();
      Calls.Poll poll = Calls.pollWorkflows(world.withApiKey("alice-worker"), "queue-alice");
      Await.until("the poll is open", PATIENCE, () -> frontend.count() == 1);
      Thread ending = Thread.ofVirtual().start(gateway::close);

      Await.untilPasses(
          "no new connection is taken",
          PATIENCE,
          () ->
              assertThat(
                      catchThrowableOfType(
                          StatusRuntimeException.class,
                          () -> stub(world.withApiKey("bob-worker")).describeNamespace(DESCRIBE)))
                  .isNotNull());
      frontend.release();

      assertThat(poll.answer().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
      assertThat(ending.join(PATIENCE)).isTrue();
    }
  }

  @Test // SDKs stop trying when it is not there, and warn for ever when it is refused
  void heartbeatThatIsNotAllowed_isNotImplemented() throws IOException {
    rules.deny(
        WorkflowServiceGrpc.getRecordWorkerHeartbeatMethod(), DenialReason.METHOD_NOT_ALLOWED);
    rules.deny(WorkflowServiceGrpc.getDescribeNamespaceMethod(), DenialReason.METHOD_NOT_ALLOWED);
    try (GatewayWorld world = world(settings -> settings)) {
      Channel channel = world.withApiKey("alice-worker");

      assertThat(
              catchThrowableOfType(
                      StatusRuntimeException.class,
                      () ->
                          stub(channel)
                              .recordWorkerHeartbeat(
                                  RecordWorkerHeartbeatRequest.getDefaultInstance()))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.UNIMPLEMENTED);
      assertThat(
              catchThrowableOfType(
                      StatusRuntimeException.class, () -> stub(channel).describeNamespace(DESCRIBE))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
    }
  }

  @Test
  void metrics_countCallsByTenantMethodAndOutcome() throws Exception {
    rules.deny(WorkflowServiceGrpc.getGetClusterInfoMethod(), DenialReason.METHOD_NOT_ALLOWED);
    try (GatewayWorld world = world(settings -> settings)) {
      Channel alice = world.withApiKey("alice-worker");
      stub(alice).describeNamespace(DESCRIBE);
      stub(alice).describeNamespace(DESCRIBE);
      assertThat(
              catchThrowableOfType(
                  StatusRuntimeException.class,
                  () -> stub(alice).getClusterInfo(GetClusterInfoRequest.getDefaultInstance())))
          .isNotNull();

      String metrics = world.metrics();

      assertThat(metrics.lines().filter(line -> line.startsWith("locum_gateway_calls")))
          .anyMatch(line ->
              line.contains("tenant=\"alice\"")
                  && line.contains("DescribeNamespace")
                  && line.contains("outcome=\"ANSWERED\"")
                  && line.endsWith(" 2.0"))
          .anyMatch(line ->
              line.contains("GetClusterInfo") && line.contains("outcome=\"METHOD_NOT_ALLOWED\""));
      assertThat(metrics).doesNotContain("alice-worker", "test-key-");
    }
  }

  @Test
  void dryRun_recordsWhatItWouldRefuseAndLetsItPass() throws IOException {
    rules.deny(WorkflowServiceGrpc.getDescribeNamespaceMethod(), DenialReason.CALLER_NOT_ALLOWED);
    try (GatewayWorld world = world(GatewayWorld::dry)) {
      stub(world.withApiKey("alice-worker")).describeNamespace(DESCRIBE);
      stub(world.anonymous()).describeNamespace(DESCRIBE);

      assertThat(frontend.count()).isEqualTo(2);
      Await.untilPasses(
          "both are recorded",
          PATIENCE,
          () ->
              assertThat(world.authService().events())
                  .extracting(event -> event.getReason())
                  .containsExactlyInAnyOrder("CALLER_NOT_ALLOWED", "NO_CREDENTIAL"));
    }
  }

  @Test // the control of the test above
  void withoutDryRun_theSameIsRefused() throws IOException {
    rules.deny(WorkflowServiceGrpc.getDescribeNamespaceMethod(), DenialReason.CALLER_NOT_ALLOWED);
    try (GatewayWorld world = world(settings -> settings)) {
      for (Channel channel : List.of(world.withApiKey("alice-worker"), world.anonymous())) {
        assertThat(
                catchThrowableOfType(
                    StatusRuntimeException.class, () -> stub(channel).describeNamespace(DESCRIBE)))
            .isNotNull();
      }
      assertThat(frontend.count()).isZero();
    }
  }
}
