package dev.locum.gateway.real;

import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.TaskQueueType;
import dev.locum.temporalapi.enums.v1.WorkflowIdConflictPolicy;
import dev.locum.temporalapi.schedule.v1.Schedule;
import dev.locum.temporalapi.schedule.v1.ScheduleAction;
import dev.locum.temporalapi.schedule.v1.ScheduleState;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.worker.v1.WorkerHeartbeat;
import dev.locum.temporalapi.workflow.v1.NewWorkflowExecutionInfo;
import dev.locum.temporalapi.workflowservice.v1.CountWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.CreateScheduleRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.ListBatchOperationsRequest;
import dev.locum.temporalapi.workflowservice.v1.ListSchedulesRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkerDeploymentsRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkersRequest;
import dev.locum.temporalapi.workflowservice.v1.ListWorkflowExecutionsRequest;
import dev.locum.temporalapi.workflowservice.v1.RecordWorkerHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.RequestCancelWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.ShutdownWorkerRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.TerminateWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.UpdateTaskQueueConfigRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What Bob tries on a workflow in Alice's own namespace; each call works at a bare Temporal. */
final class NamespaceAttacks {

  private static final String ALICES = "alice-own";
  private static final String QUEUE = "alice-work";
  private static final TaskQueue ALICE_QUEUE = TaskQueue.newBuilder().setName(QUEUE).build();

  private NamespaceAttacks() {}

  /**
   * An attack on a workflow of a namespace.
   *
   * @param name of the attack
   * @param worker whether a worker makes it; else a starter
   * @param call makes it
   */
  record Attack(
      String name,
      boolean worker,
      BiConsumer<WorkflowServiceBlockingStub, WorkflowExecution> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Attack> everywhere() {
    return Stream.concat(byStarters(), byWorkers());
  }

  private static Stream<Attack> byStarters() {
    return Stream.of(
        new Attack(
            "signal",
            false,
            (calls, victim) ->
                calls.signalWorkflowExecution(
                    SignalWorkflowExecutionRequest.newBuilder()
                        .setNamespace(ALICES)
                        .setWorkflowExecution(victim)
                        .setSignalName("stop")
                        .build())),
        new Attack(
            "cancel",
            false,
            (calls, victim) ->
                calls.requestCancelWorkflowExecution(
                    RequestCancelWorkflowExecutionRequest.newBuilder()
                        .setNamespace(ALICES)
                        .setWorkflowExecution(victim)
                        .build())),
        new Attack(
            "terminate",
            false,
            (calls, victim) ->
                calls.terminateWorkflowExecution(
                    TerminateWorkflowExecutionRequest.newBuilder()
                        .setNamespace(ALICES)
                        .setWorkflowExecution(victim)
                        .build())),
        new Attack(
            "start-on-victims-queue",
            false,
            (calls, victim) -> calls.startWorkflowExecution(start(victim.getWorkflowId() + "-x"))),
        new Attack(
            "signal-with-start",
            false,
            (calls, victim) ->
                calls.signalWithStartWorkflowExecution(
                    SignalWithStartWorkflowExecutionRequest.newBuilder()
                        .setNamespace(ALICES)
                        .setRequestId(UUID.randomUUID().toString())
                        .setWorkflowId(victim.getWorkflowId())
                        .setWorkflowType(type())
                        .setTaskQueue(ALICE_QUEUE)
                        .setSignalName("stop")
                        .build())),
        new Attack(
            "cancel-by-starting-anew",
            false,
            (calls, victim) ->
                calls.startWorkflowExecution(
                    start(victim.getWorkflowId()).toBuilder()
                        .setWorkflowIdConflictPolicy(
                            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING)
                        .build())),
        new Attack(
            "describe",
            false,
            (calls, victim) ->
                calls.describeWorkflowExecution(
                    DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(ALICES)
                        .setExecution(victim)
                        .build())),
        new Attack("history", false, NamespaceAttacks::history));
  }

  private static Stream<Attack> byWorkers() {
    return Stream.of(
        new Attack(
            "describe-namespace",
            true,
            (calls, victim) ->
                calls.describeNamespace(
                    DescribeNamespaceRequest.newBuilder().setNamespace(ALICES).build())),
        new Attack("history-by-a-worker", true, NamespaceAttacks::history));
  }

  /** What the embedded server does not know. */
  static Stream<Attack> ofRealServers() {
    return Stream.of(
        new Attack(
            "workers-hidden",
            true,
            (calls, victim) ->
                calls.recordWorkerHeartbeat(
                    RecordWorkerHeartbeatRequest.newBuilder()
                        .setNamespace(ALICES)
                        .addWorkerHeartbeat(
                            WorkerHeartbeat.newBuilder()
                                .setWorkerInstanceKey("alices")
                                .setTaskQueue(QUEUE))
                        .build())),
        new Attack(
            "list-deployments",
            false,
            (calls, victim) ->
                calls.listWorkerDeployments(
                    ListWorkerDeploymentsRequest.newBuilder().setNamespace(ALICES).build())),
        new Attack(
            "list-batches",
            false,
            (calls, victim) ->
                calls.listBatchOperations(
                    ListBatchOperationsRequest.newBuilder().setNamespace(ALICES).build())),
        new Attack(
            "schedule",
            false,
            (calls, victim) -> calls.createSchedule(schedule(victim.getWorkflowId()))),
        new Attack(
            "shutdown",
            true,
            (calls, victim) ->
                calls.shutdownWorker(
                    ShutdownWorkerRequest.newBuilder()
                        .setNamespace(ALICES)
                        .setStickyTaskQueue(QUEUE)
                        .build())),
        new Attack(
            "list",
            false,
            (calls, victim) ->
                calls.listWorkflowExecutions(
                    ListWorkflowExecutionsRequest.newBuilder().setNamespace(ALICES).build())),
        new Attack(
            "count",
            false,
            (calls, victim) ->
                calls.countWorkflowExecutions(
                    CountWorkflowExecutionsRequest.newBuilder().setNamespace(ALICES).build())),
        new Attack(
            "list-schedules",
            false,
            (calls, victim) ->
                calls.listSchedules(
                    ListSchedulesRequest.newBuilder().setNamespace(ALICES).build())),
        new Attack(
            "list-workers",
            false,
            (calls, victim) ->
                calls.listWorkers(ListWorkersRequest.newBuilder().setNamespace(ALICES).build())),
        new Attack(
            "describe-queue",
            false,
            (calls, victim) ->
                calls.describeTaskQueue(
                    DescribeTaskQueueRequest.newBuilder()
                        .setNamespace(ALICES)
                        .setTaskQueue(ALICE_QUEUE)
                        .build())),
        new Attack(
            "limit-queue",
            false,
            (calls, victim) ->
                calls.updateTaskQueueConfig(
                    UpdateTaskQueueConfigRequest.newBuilder()
                        .setNamespace(ALICES)
                        .setTaskQueue(QUEUE)
                        .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                        .build())));
  }

  private static void history(WorkflowServiceBlockingStub calls, WorkflowExecution victim) {
    calls.getWorkflowExecutionHistory(
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(ALICES)
            .setExecution(victim)
            .build());
  }

  private static CreateScheduleRequest schedule(String id) {
    NewWorkflowExecutionInfo start =
        NewWorkflowExecutionInfo.newBuilder()
            .setWorkflowId(id + "-scheduled")
            .setWorkflowType(type())
            .setTaskQueue(ALICE_QUEUE)
            .build();
    return CreateScheduleRequest.newBuilder()
        .setNamespace(ALICES)
        .setScheduleId(id)
        .setRequestId(id)
        .setSchedule(
            Schedule.newBuilder()
                .setAction(ScheduleAction.newBuilder().setStartWorkflow(start))
                .setState(ScheduleState.newBuilder().setPaused(true)))
        .build();
  }

  private static WorkflowType type() {
    return WorkflowType.newBuilder().setName(RealWorld.TYPE).build();
  }

  private static StartWorkflowExecutionRequest start(String workflowId) {
    return Party.startOf(workflowId, QUEUE).setNamespace(ALICES).build();
  }
}
