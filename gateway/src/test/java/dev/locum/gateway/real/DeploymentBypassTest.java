package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.temporalapi.deployment.v1.WorkerDeploymentOptions;
import dev.locum.temporalapi.deployment.v1.WorkerDeploymentVersion;
import dev.locum.temporalapi.deployment.v1.WorkerDeploymentVersionInfo.VersionTaskQueueInfo;
import dev.locum.temporalapi.enums.v1.VersioningBehavior;
import dev.locum.temporalapi.enums.v1.WorkerVersioningMode;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkerDeploymentVersionRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.SetWorkerDeploymentCurrentVersionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Worker deployments, which a whole namespace knows by name: who polls as one of Alice's versions
 * is among her workers. Each attack works at a bare Temporal and is refused by the gateway; her own
 * versioned workers work.
 */
@Tag("real-temporal")
@InRealWorld({"blue", "green"})
final class DeploymentBypassTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RealWorld world;

  private final Party bare;
  private final Party alice;
  private final Party bob;

  DeploymentBypassTest(RealWorld world) {
    this.world = world;
    this.bare = world.bare();
    this.alice = world.through("alice-worker");
    this.bob = world.through("bob-worker");
  }

  @Test
  @Bypass(19)
  void bypass_05_5_19_nobodyPollsAsAVictimsDeployment() {
    Future<?> alices = poll(bare, RealWorld.SHARED, "alice_blue", "alice-blue");
    awaitQueue(RealWorld.SHARED, "alice_blue", "alice-blue");
    Future<?> thiefs = poll(bare, RealWorld.SHARED, "alice_blue", "bob-blue");
    awaitQueue(RealWorld.SHARED, "alice_blue", "bob-blue");
    alices.cancel(true);
    thiefs.cancel(true);

    for (String name : List.of("alice_blue", "blue", "bob", "bob.blue")) {
      world
          .attacks()
          .refused(
              DenialReason.ACTION_NOT_ALLOWED,
              () -> bob.calls().pollWorkflowTaskQueue(asking(RealWorld.SHARED, name, "bob-blue")));
    }
  }

  @Test
  void bypass_05_5_19_onesOwnDeployment_works() throws Exception {
    Future<PollWorkflowTaskQueueResponse> polling =
        poll(alice, RealWorld.SHARED, "alice_green", "alice-green");
    awaitQueue(RealWorld.SHARED, "alice_green", "alice-green");
    makeCurrent("alice_green");
    world.through("alice-starter").start("alice.green-1", "alice-green");

    PollWorkflowTaskQueueResponse task = polling.get(60, TimeUnit.SECONDS);
    alice
        .calls()
        .respondWorkflowTaskCompleted(
            RespondWorkflowTaskCompletedRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setTaskToken(task.getTaskToken())
                .setDeploymentOptions(options("alice_green"))
                .setVersioningBehavior(VersioningBehavior.VERSIONING_BEHAVIOR_PINNED)
                .addCommands(Party.completion())
                .build());

    assertThat(bare.status("alice.green-1"))
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
  }

  /** Where the namespace is one's own, a deployment has any name. */
  @Test
  void control_05_5_19_inANamespaceOfOnesOwn_aDeploymentHasAnyName() {
    Future<?> polling = poll(alice, "alice-own", "green", "alice-green");

    awaitQueue("alice-own", "green", "alice-green");

    polling.cancel(true);
  }

  private static WorkerDeploymentOptions options(String deployment) {
    return WorkerDeploymentOptions.newBuilder()
        .setDeploymentName(deployment)
        .setBuildId("1")
        .setWorkerVersioningMode(WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED)
        .build();
  }

  private static PollWorkflowTaskQueueRequest asking(
      String namespace, String deployment, String queue) {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace(namespace)
        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
        .setIdentity("by-hand")
        .setDeploymentOptions(options(deployment))
        .build();
  }

  private static Future<PollWorkflowTaskQueueResponse> poll(
      Party party, String namespace, String deployment, String queue) {
    return WorkflowServiceGrpc.newFutureStub(party.channel())
        .withDeadlineAfter(90, TimeUnit.SECONDS)
        .pollWorkflowTaskQueue(asking(namespace, deployment, queue));
  }

  /** Temporal takes a while to know of a version. */
  private void awaitQueue(String namespace, String deployment, String queue) {
    Await.untilPasses(
        queue + " of " + deployment,
        PATIENCE,
        () -> assertThat(queues(namespace, deployment)).contains(queue));
  }

  private List<String> queues(String namespace, String deployment) {
    try {
      return bare
          .calls()
          .describeWorkerDeploymentVersion(
              DescribeWorkerDeploymentVersionRequest.newBuilder()
                  .setNamespace(namespace)
                  .setDeploymentVersion(version(deployment))
                  .build())
          .getWorkerDeploymentVersionInfo()
          .getTaskQueueInfosList()
          .stream()
          .map(VersionTaskQueueInfo::getName)
          .toList();
    } catch (StatusRuntimeException e) {
      return List.of();
    }
  }

  private static WorkerDeploymentVersion version(String deployment) {
    return WorkerDeploymentVersion.newBuilder()
        .setDeploymentName(deployment)
        .setBuildId("1")
        .build();
  }

  /** Versions of a shared namespace are moved by operators alone. */
  private void makeCurrent(String deployment) {
    SetWorkerDeploymentCurrentVersionRequest current =
        SetWorkerDeploymentCurrentVersionRequest.newBuilder()
            .setNamespace(RealWorld.SHARED)
            .setDeploymentName(deployment)
            .setBuildId("1")
            .setIdentity("operator")
            .build();
    world
        .attacks()
        .refused(
            DenialReason.CALLER_NOT_ALLOWED,
            () ->
                world.through("alice-starter").calls().setWorkerDeploymentCurrentVersion(current));
    world.through("operator").calls().setWorkerDeploymentCurrentVersion(current);
  }
}
