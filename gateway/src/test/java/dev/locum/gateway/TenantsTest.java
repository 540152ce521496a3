package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tenants before the gateway as it is run, against an engine that isolates nobody: each attack
 * succeeds with the rules taken out, and is refused with them.
 */
class TenantsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  private static WorkflowServiceGrpc.WorkflowServiceBlockingStub stub(Channel channel) {
    return WorkflowServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static GatewayWorld withoutDelegations(GatewayWorld world) {
    world
        .world()
        .with(FakeNamespace.shared("default").asking(DelegationRule.DELEGATION_RULE_IGNORED));
    return world;
  }

  private static StartWorkflowExecutionRequest start(String id, String queue) {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace("default")
        .setWorkflowId(id)
        .setRequestId(id)
        .setWorkflowType(WorkflowType.newBuilder().setName("TripWorkflow"))
        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
        .build();
  }

  private static PollWorkflowTaskQueueRequest poll(TaskQueue queue) {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace("default")
        .setTaskQueue(queue)
        .setIdentity("test")
        .build();
  }

  private static TaskQueue queue(String name) {
    return TaskQueue.newBuilder().setName(name).build();
  }

  private static DenialReason refusalOf(Runnable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.getStatus().getCode()).isNotEqualTo(Status.Code.DEADLINE_EXCEEDED);
    return Refusals.reasonOf(refusal);
  }

  @Test // S3-03, S3-14, S3-60
  void bobsPollOfAlicesQueue_isRefusedAndAlicesTaskUnharmed() throws IOException {
    try (GatewayWorld world = withoutDelegations(GatewayWorld.start(directory))) {
      stub(world.withApiKey("alice-starter"))
          .startWorkflowExecution(start("alice.trip-1", "queue-alice"));

      DenialReason refused =
          refusalOf(() ->
              stub(world.withApiKey("bob-worker"))
                  .pollWorkflowTaskQueue(poll(queue("queue-alice"))));
      // A sticky name is the tenant's own whatever it says: the poll waits where nothing comes.
      StatusRuntimeException waited =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  stub(world.withApiKey("bob-worker"))
                      .withDeadlineAfter(3, TimeUnit.SECONDS)
                      .pollWorkflowTaskQueue(
                          poll(
                              TaskQueue.newBuilder()
                                  .setName("queue-alice")
                                  .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
                                  .setNormalName("queue-bob")
                                  .build())));
      PollWorkflowTaskQueueResponse alices =
          stub(world.withApiKey("alice-worker")).pollWorkflowTaskQueue(poll(queue("queue-alice")));

      assertThat(refused).isEqualTo(DenialReason.ACTION_NOT_ALLOWED);
      assertThat(waited.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(alices.getWorkflowExecution().getWorkflowId()).isEqualTo("alice.trip-1");
      Await.untilPasses(
          "it is recorded",
          PATIENCE,
          () ->
              assertThat(world.authService().events())
                  .filteredOn(event -> event.getTenant().equals("bob"))
                  .hasSize(1));
    }
  }

  @Test // the control: with the rules taken out the attack succeeds
  void withoutRules_bobGetsAlicesTask() throws IOException {
    try (GatewayWorld world = withoutDelegations(GatewayWorld.start(directory, new OpenRules()))) {
      stub(world.withApiKey("alice-starter"))
          .startWorkflowExecution(start("alice.trip-1", "queue-alice"));

      PollWorkflowTaskQueueResponse stolen =
          stub(world.withApiKey("bob-worker")).pollWorkflowTaskQueue(poll(queue("queue-alice")));

      assertThat(stolen.getWorkflowExecution().getWorkflowId()).isEqualTo("alice.trip-1");
    }
  }

  @Test // S3-60: a token that was given to one tenant answers nothing in another's hands
  void alicesToken_answersNothingInBobsHands() throws IOException {
    try (GatewayWorld world = withoutDelegations(GatewayWorld.start(directory))) {
      stub(world.withApiKey("alice-starter"))
          .startWorkflowExecution(start("alice.trip-1", "queue-alice"));
      PollWorkflowTaskQueueResponse task =
          stub(world.withApiKey("alice-worker")).pollWorkflowTaskQueue(poll(queue("queue-alice")));
      RespondWorkflowTaskFailedRequest answer =
          RespondWorkflowTaskFailedRequest.newBuilder()
              .setNamespace("default")
              .setTaskToken(task.getTaskToken())
              .build();

      assertThat(
              refusalOf(
                  () -> stub(world.withApiKey("bob-worker")).respondWorkflowTaskFailed(answer)))
          .isNotNull();
      assertThat(stub(world.withApiKey("alice-worker")).respondWorkflowTaskFailed(answer))
          .isNotNull();
    }
  }

  @Test // S3-09: the trigger is the only door
  void workersStartNothing_andStartersOnlyTheirOwn() throws IOException {
    try (GatewayWorld world = withoutDelegations(GatewayWorld.start(directory))) {
      assertThat(
              refusalOf(() ->
                  stub(world.withApiKey("alice-worker"))
                      .startWorkflowExecution(start("alice.trip-1", "queue-alice"))))
          .isNotNull();
      assertThat(
              refusalOf(() ->
                  stub(world.withApiKey("bob-starter"))
                      .startWorkflowExecution(start("bob.trip-1", "queue-alice"))))
          .isNotNull();
      assertThat(
              refusalOf(() ->
                  stub(world.withApiKey("bob-starter"))
                      .startWorkflowExecution(start("alice.trip-1", "queue-bob"))))
          .isNotNull();
    }
  }

  @Test // S3-09: where delegations are required, a direct start has none
  void startWithoutADelegation_isRefused() throws IOException {
    try (GatewayWorld world = GatewayWorld.start(directory)) {
      assertThat(
              refusalOf(() ->
                  stub(world.withApiKey("alice-starter"))
                      .startWorkflowExecution(start("alice.trip-1", "queue-alice"))))
          .isEqualTo(DenialReason.REQUEST_INVALID);
    }
  }

  @Test // S1-08
  void credentialKinds_areTheNamespaces() throws IOException {
    try (GatewayWorld world = GatewayWorld.start(directory)) {
      world
          .world()
          .with(
              FakeNamespace.shared("default")
                  .accepting(CredentialKind.CREDENTIAL_KIND_CERTIFICATE));
      var certificate = world.authority().issueClient("alice-worker");
      world.world().withCertificate("alice-worker", certificate.thumbprint());
      DescribeNamespaceRequest describe =
          DescribeNamespaceRequest.newBuilder().setNamespace("default").build();

      assertThat(
              refusalOf(() -> stub(world.withApiKey("alice-worker")).describeNamespace(describe)))
          .isNotNull();
      assertThat(stub(world.withCertificate(certificate)).describeNamespace(describe)).isNotNull();
    }
  }

  @Test // S1-08: a namespace of another tenant does not exist
  void anotherTenantsNamespace_isNotThere() throws IOException {
    try (GatewayWorld world = GatewayWorld.start(directory)) {
      world.world().with(FakeNamespace.of("alices", "alice"));
      DescribeNamespaceRequest describe =
          DescribeNamespaceRequest.newBuilder().setNamespace("alices").build();

      assertThat(stub(world.withApiKey("alice-worker")).describeNamespace(describe)).isNotNull();
      assertThat(refusalOf(() -> stub(world.withApiKey("bob-worker")).describeNamespace(describe)))
          .isNotNull();
    }
  }
}
