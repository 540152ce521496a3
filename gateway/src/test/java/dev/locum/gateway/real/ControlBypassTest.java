package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.activity.v1.ActivityOptions;
import dev.locum.temporalapi.batch.v1.BatchOperationTermination;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.ScheduleActivityTaskCommandAttributes;
import dev.locum.temporalapi.common.v1.ActivityType;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.TaskQueueType;
import dev.locum.temporalapi.enums.v1.WorkflowExecutionStatus;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.StartBatchOperationRequest;
import dev.locum.temporalapi.workflowservice.v1.UpdateActivityOptionsRequest;
import dev.locum.temporalapi.workflowservice.v1.UpdateTaskQueueConfigRequest;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What moves, ends or slows the work of many at once: batches, limits of queues and other queues
 * for what is under way. The embedded server knows none of it.
 */
@Tag("real-temporal")
@InRealWorld({"batch", "slow", "route"})
final class ControlBypassTest {

  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(60);

  private final RealWorld world;

  ControlBypassTest(RealWorld world) {
    this.world = world;
  }

  /** Temporal looks for the work later, in its own name. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 11,
      in = {Layout.SHARED, Layout.DEDICATED})
  void batches_endNoWorkOfAVictim(Layout layout) {
    Ground ground = new Ground(world, layout);
    String direct = ground.id("batch-1");
    ground.bare().start(direct, "alice-batch");
    batch(ground.bare(), searching(ground, "any.batch-" + layout.name(), direct));
    Await.untilPasses(
        "it is ended, at a bare Temporal",
        PATIENCE,
        () ->
            assertThat(ground.bare().status(direct))
                .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED));

    String unharmed = ground.id("batch-2");
    ground.through("alice-starter").start(unharmed, "alice-batch");
    Party bob = ground.through("bob-starter");
    String job = "bob.batch-" + layout.name();
    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.METHOD_NOT_ALLOWED),
            () -> batch(bob, searching(ground, job, unharmed)));
    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.WORK_NOT_FOUND),
            () -> batch(bob, named(ground, job).addExecutions(Party.execution(unharmed)).build()));
    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.WORK_NOT_FOUND),
            () -> batch(bob, searching(ground, ground.id("job"), unharmed)));
    ground.assertFinishes(unharmed, "alice-batch");
  }

  private static void batch(Party party, StartBatchOperationRequest request) {
    party.calls().startBatchOperation(request);
  }

  private static StartBatchOperationRequest searching(Ground ground, String job, String victim) {
    return named(ground, job).setVisibilityQuery("WorkflowId = '" + victim + "'").build();
  }

  private static StartBatchOperationRequest.Builder named(Ground ground, String job) {
    return StartBatchOperationRequest.newBuilder()
        .setNamespace(ground.namespace())
        .setJobId(job)
        .setReason("by hand")
        .setTerminationOperation(BatchOperationTermination.getDefaultInstance());
  }

  /** A queue takes the limit that whoever came last has set. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 18,
      in = {Layout.SHARED, Layout.DEDICATED})
  void limitsOfAVictimsQueue_areNotSet(Layout layout) {
    Ground ground = new Ground(world, layout);
    limit(ground.bare());

    world
        .attacks()
        .refused(
            ground.refusal(DenialReason.CALLER_NOT_ALLOWED),
            () -> limit(ground.through("bob-starter")));
    world
        .attacks()
        .refused(DenialReason.CALLER_NOT_ALLOWED, () -> limit(ground.through("bob-worker")));
  }

  private static void limit(Party party) {
    party
        .calls()
        .updateTaskQueueConfig(
            UpdateTaskQueueConfigRequest.newBuilder()
                .setNamespace(party.namespace())
                .setTaskQueue("alice-slow")
                .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                .build());
  }

  /** An activity that waits is sent to another queue: Alice's, or a worker that runs it for Bob. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 19,
      in = {Layout.SHARED, Layout.DEDICATED})
  void whatWaits_isNotSentToAVictimsQueue(Layout layout) {
    Ground ground = new Ground(world, layout);
    Party bare = world.bare().in(ground.attackers());
    String id = "bob.route-" + layout.name();
    waiting(bare, id);
    route(bare, id);
    assertThat(bare.pollActivity("alice-route").getWorkflowExecution().getWorkflowId())
        .as("at a bare Temporal it is there")
        .isEqualTo(id);
    bare.terminate(id);

    waiting(bare, id);
    world
        .attacks()
        .refused(
            DenialReason.ACTION_NOT_ALLOWED,
            () -> route(world.through("bob-starter").in(ground.attackers()), id));
    bare.terminate(id);
    if (!ground.isShared()) {
      String hers = ground.id("route");
      ground.bare().start(hers, "alice-route");
      world
          .attacks()
          .refused(DenialReason.ENTITY_NOT_FOUND, () -> route(ground.through("bob-starter"), hers));
      ground.assertFinishes(hers, "alice-route");
    }
  }

  private static void waiting(Party bare, String workflowId) {
    bare.start(workflowId, "bob-route");
    bare.answer(
        bare.poll("bob-route").getTaskToken(),
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
            .setScheduleActivityTaskCommandAttributes(
                ScheduleActivityTaskCommandAttributes.newBuilder()
                    .setActivityId("charge")
                    .setActivityType(ActivityType.newBuilder().setName("Charge"))
                    .setTaskQueue(TaskQueue.newBuilder().setName("bob-route"))
                    .setStartToCloseTimeout(Duration.newBuilder().setSeconds(300)))
            .build());
  }

  private static void route(Party party, String workflowId) {
    party
        .calls()
        .updateActivityOptions(
            UpdateActivityOptionsRequest.newBuilder()
                .setNamespace(party.namespace())
                .setExecution(Party.execution(workflowId))
                .setId("charge")
                .setActivityOptions(
                    ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueue.newBuilder().setName("alice-route")))
                .setUpdateMask(FieldMask.newBuilder().addPaths("taskQueue.name"))
                .build());
  }
}
