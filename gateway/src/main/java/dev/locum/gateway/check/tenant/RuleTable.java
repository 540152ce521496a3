package dev.locum.gateway.check.tenant;

import com.google.protobuf.Message;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.command.CompletionRules;
import dev.locum.gateway.check.field.FieldScan;
import dev.locum.gateway.check.message.BatchRules;
import dev.locum.gateway.check.message.MessageRules;
import dev.locum.gateway.check.poll.ActivityPollRules;
import dev.locum.gateway.check.poll.ActivityTasks;
import dev.locum.gateway.check.poll.WorkflowPollRules;
import dev.locum.gateway.check.poll.WorkflowTasks;
import dev.locum.gateway.check.start.MultiOperationRules;
import dev.locum.gateway.check.start.ScheduleRules;
import dev.locum.gateway.check.start.SignalWithStartRules;
import dev.locum.gateway.check.start.StartRules;
import dev.locum.gateway.check.task.AnswerRules;
import dev.locum.gateway.check.task.ByIdRules;
import dev.locum.gateway.check.task.HeartbeatRules;
import dev.locum.gateway.check.task.ShutdownRules;
import dev.locum.gateway.check.view.ExecutionRules;
import dev.locum.gateway.check.view.HistoryRules;
import dev.locum.gateway.check.view.ListRules;
import dev.locum.gateway.check.view.NamespaceRules;
import dev.locum.gateway.check.view.OpenAndClosedRules;
import dev.locum.gateway.check.view.TaskQueueRules;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.temporalapi.batch.v1.BatchOperationInfo;
import dev.locum.temporalapi.schedule.v1.ScheduleListEntry;
import dev.locum.temporalapi.workflow.v1.WorkflowExecutionInfo;
import java.util.HashMap;
import java.util.Map;

/** Which method has rules of its own; all others have none beyond those for everybody. */
final class RuleTable {

  private static final MethodRules<Message, Message> PLAIN = MethodRules.plain();

  private final Map<String, MethodRules<?, ?>> rules = new HashMap<>();

  RuleTable(TokenSeal seal, FieldScan scan) {
    WorkflowTasks workflows = new WorkflowTasks(seal);
    tasks(workflows, seal, scan);
    starts(workflows);
    views(seal);
  }

  /** The rules of a method, whose messages are those that the catalogue has for it. */
  @SuppressWarnings("unchecked")
  MethodRules<Message, Message> of(String method) {
    return (MethodRules<Message, Message>) rules.getOrDefault(method, PLAIN);
  }

  private void tasks(WorkflowTasks workflows, TokenSeal seal, FieldScan scan) {
    ActivityTasks activities = new ActivityTasks(seal);
    put(new WorkflowPollRules(workflows), "PollWorkflowTaskQueue");
    put(new ActivityPollRules(activities), "PollActivityTaskQueue");
    put(new CompletionRules(scan, workflows, activities), "RespondWorkflowTaskCompleted");
    put(
        new AnswerRules(),
        "RespondWorkflowTaskFailed",
        "RespondQueryTaskCompleted",
        "RespondActivityTaskCompleted",
        "RespondActivityTaskFailed",
        "RespondActivityTaskCanceled");
    put(new ShutdownRules(), "ShutdownWorker");
    put(new HeartbeatRules(), "RecordWorkerHeartbeat");
    put(
        new ByIdRules(),
        "RecordActivityTaskHeartbeatById",
        "RespondActivityTaskCompletedById",
        "RespondActivityTaskFailedById",
        "RespondActivityTaskCanceledById");
  }

  private void starts(WorkflowTasks workflows) {
    put(new StartRules(workflows), "StartWorkflowExecution");
    put(new SignalWithStartRules(), "SignalWithStartWorkflowExecution");
    put(new MultiOperationRules(workflows), "ExecuteMultiOperation");
    put(new ScheduleRules(), "CreateSchedule", "UpdateSchedule");
    put(
        new MessageRules(),
        "SignalWorkflowExecution",
        "QueryWorkflow",
        "UpdateWorkflowExecution",
        "ResetWorkflowExecution");
    put(new BatchRules(), "StartBatchOperation");
  }

  private void views(TokenSeal seal) {
    put(new NamespaceRules(), "DescribeNamespace");
    put(new TaskQueueRules(), "DescribeTaskQueue");
    put(new ExecutionRules(), "DescribeWorkflowExecution");
    put(
        new HistoryRules(seal),
        "GetWorkflowExecutionHistory",
        "GetWorkflowExecutionHistoryReverse");
    put(
        ListRules.narrowed(
            seal,
            "WorkflowId",
            "executions",
            row -> ((WorkflowExecutionInfo) row).getExecution().getWorkflowId()),
        "ListWorkflowExecutions",
        "ScanWorkflowExecutions");
    put(ListRules.narrowed(seal, "WorkflowId", "", row -> ""), "CountWorkflowExecutions");
    put(
        ListRules.narrowed(
            seal, "ScheduleId", "schedules", row -> ((ScheduleListEntry) row).getScheduleId()),
        "ListSchedules");
    put(ListRules.narrowed(seal, "ScheduleId", "", row -> ""), "CountSchedules");
    put(
        ListRules.filtered(seal, "operation_info", row -> ((BatchOperationInfo) row).getJobId()),
        "ListBatchOperations");
    put(new OpenAndClosedRules(seal), "ListOpenWorkflowExecutions", "ListClosedWorkflowExecutions");
    put(
        ListRules.whole(seal),
        "ListArchivedWorkflowExecutions",
        "ListActivityExecutions",
        "ListWorkers",
        "ListWorkflowRules",
        "ListDeployments",
        "ListWorkerDeployments");
  }

  private void put(MethodRules<?, ?> own, String... methods) {
    for (String method : methods) {
      rules.put(method, own);
    }
  }
}
