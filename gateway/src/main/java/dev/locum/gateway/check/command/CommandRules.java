package dev.locum.gateway.check.command;

import static dev.locum.temporalapi.command.v1.Command.AttributesCase;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_CONTINUE_AS_NEW_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_MODIFY_WORKFLOW_PROPERTIES_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_RECORD_MARKER_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_NEXUS_OPERATION_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_NEXUS_OPERATION_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_START_CHILD_EXECUTION_ATTRIBUTES;
import static dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE;

import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.seal.TaskBinding;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.ScheduleActivityTaskCommandAttributes;
import dev.locum.temporalapi.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.StartChildWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/** The rule of each command, beyond what it mentions. */
final class CommandRules {

  private CommandRules() {}

  /**
   * Checks one command.
   *
   * @param workflow the workflow that orders it
   * @return what has to be verified
   * @throws DenialException to refuse
   */
  static List<DelegationNeed> check(Call call, TaskBinding workflow, Command command) {
    CommandType expected = typeOf(command.getAttributesCase());
    if (command.getCommandType() != expected) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, "command_type", "not that of its attributes");
    }
    return switch (command.getAttributesCase()) {
      case SCHEDULE_ACTIVITY_TASK_COMMAND_ATTRIBUTES ->
          activity(call, workflow, command.getScheduleActivityTaskCommandAttributes());
      case START_CHILD_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          child(call, workflow, command.getStartChildWorkflowExecutionCommandAttributes());
      case CONTINUE_AS_NEW_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          again(call, workflow, command.getContinueAsNewWorkflowExecutionCommandAttributes());
      case SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          signal(call, command.getSignalExternalWorkflowExecutionCommandAttributes());
      case SCHEDULE_NEXUS_OPERATION_COMMAND_ATTRIBUTES,
          REQUEST_CANCEL_NEXUS_OPERATION_COMMAND_ATTRIBUTES,
          ATTRIBUTES_NOT_SET ->
          throw Refusals.of(DenialReason.METHOD_NOT_ALLOWED, "attributes", "of no known command");
      case START_TIMER_COMMAND_ATTRIBUTES,
          COMPLETE_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES,
          FAIL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES,
          REQUEST_CANCEL_ACTIVITY_TASK_COMMAND_ATTRIBUTES,
          CANCEL_TIMER_COMMAND_ATTRIBUTES,
          CANCEL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES,
          REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES,
          RECORD_MARKER_COMMAND_ATTRIBUTES,
          UPSERT_WORKFLOW_SEARCH_ATTRIBUTES_COMMAND_ATTRIBUTES,
          PROTOCOL_MESSAGE_COMMAND_ATTRIBUTES,
          MODIFY_WORKFLOW_PROPERTIES_COMMAND_ATTRIBUTES ->
          List.of();
    };
  }

  private static List<DelegationNeed> activity(
      Call call, TaskBinding workflow, ScheduleActivityTaskCommandAttributes activity) {
    String queue = orElse(activity.getTaskQueue().getName(), workflow.taskQueue());
    return call.needs(
        Place.COMMAND,
        activity.getHeader(),
        new DelegationNeed.Target(
            call.namespace(),
            workflow.workflowType(),
            workflow.workflowId(),
            workflow.runId(),
            "",
            queue,
            "",
            ""));
  }

  private static List<DelegationNeed> child(
      Call call, TaskBinding workflow, StartChildWorkflowExecutionCommandAttributes child) {
    if (child.getWorkflowId().isEmpty() || !child.hasWorkflowType()) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, "workflow_id", "or workflow_type absent");
    }
    String queue = orElse(child.getTaskQueue().getName(), workflow.taskQueue());
    return call.needs(
        Place.COMMAND,
        child.getHeader(),
        call.start(child.getWorkflowType().getName(), child.getWorkflowId(), queue));
  }

  /** The next run is the same workflow; under another type it is as good as a new start. */
  private static List<DelegationNeed> again(
      Call call, TaskBinding workflow, ContinueAsNewWorkflowExecutionCommandAttributes next) {
    String type = orElse(next.getWorkflowType().getName(), workflow.workflowType());
    if (!type.equals(workflow.workflowType()) && !call.grant().mayStart(type)) {
      throw Refusals.of(
          DenialReason.ACTION_NOT_ALLOWED, "workflow_type", "a workflow type without grant");
    }
    String queue = orElse(next.getTaskQueue().getName(), workflow.taskQueue());
    return call.needs(
        Place.COMMAND, next.getHeader(), call.start(type, workflow.workflowId(), queue));
  }

  private static List<DelegationNeed> signal(
      Call call, SignalExternalWorkflowExecutionCommandAttributes signal) {
    return call.needs(
        Place.COMMAND,
        signal.getHeader(),
        call.workflow(signal.getExecution().getWorkflowId(), signal.getExecution().getRunId()));
  }

  private static String orElse(String value, String otherwise) {
    return value.isEmpty() ? otherwise : value;
  }

  /** As whose fault Temporal records a refused command. */
  static WorkflowTaskFailedCause cause(AttributesCase attributes) {
    return switch (attributes) {
      case SCHEDULE_ACTIVITY_TASK_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_ACTIVITY_ATTRIBUTES;
      case START_CHILD_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_START_CHILD_EXECUTION_ATTRIBUTES;
      case CONTINUE_AS_NEW_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_CONTINUE_AS_NEW_ATTRIBUTES;
      case SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES;
      case REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES;
      case RECORD_MARKER_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_RECORD_MARKER_ATTRIBUTES;
      case UPSERT_WORKFLOW_SEARCH_ATTRIBUTES_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES;
      case MODIFY_WORKFLOW_PROPERTIES_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_MODIFY_WORKFLOW_PROPERTIES_ATTRIBUTES;
      case SCHEDULE_NEXUS_OPERATION_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_NEXUS_OPERATION_ATTRIBUTES;
      case REQUEST_CANCEL_NEXUS_OPERATION_COMMAND_ATTRIBUTES ->
          WORKFLOW_TASK_FAILED_CAUSE_BAD_REQUEST_CANCEL_NEXUS_OPERATION_ATTRIBUTES;
      case START_TIMER_COMMAND_ATTRIBUTES,
          COMPLETE_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES,
          FAIL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES,
          REQUEST_CANCEL_ACTIVITY_TASK_COMMAND_ATTRIBUTES,
          CANCEL_TIMER_COMMAND_ATTRIBUTES,
          CANCEL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES,
          PROTOCOL_MESSAGE_COMMAND_ATTRIBUTES,
          ATTRIBUTES_NOT_SET ->
          WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE;
    };
  }

  private static CommandType typeOf(AttributesCase attributes) {
    return switch (attributes) {
      case SCHEDULE_ACTIVITY_TASK_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK;
      case START_TIMER_COMMAND_ATTRIBUTES -> CommandType.COMMAND_TYPE_START_TIMER;
      case COMPLETE_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION;
      case FAIL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION;
      case REQUEST_CANCEL_ACTIVITY_TASK_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK;
      case CANCEL_TIMER_COMMAND_ATTRIBUTES -> CommandType.COMMAND_TYPE_CANCEL_TIMER;
      case CANCEL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION;
      case REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION;
      case RECORD_MARKER_COMMAND_ATTRIBUTES -> CommandType.COMMAND_TYPE_RECORD_MARKER;
      case CONTINUE_AS_NEW_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION;
      case START_CHILD_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION;
      case SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION;
      case UPSERT_WORKFLOW_SEARCH_ATTRIBUTES_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES;
      case PROTOCOL_MESSAGE_COMMAND_ATTRIBUTES -> CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE;
      case MODIFY_WORKFLOW_PROPERTIES_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES;
      case SCHEDULE_NEXUS_OPERATION_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_SCHEDULE_NEXUS_OPERATION;
      case REQUEST_CANCEL_NEXUS_OPERATION_COMMAND_ATTRIBUTES ->
          CommandType.COMMAND_TYPE_REQUEST_CANCEL_NEXUS_OPERATION;
      case ATTRIBUTES_NOT_SET -> CommandType.COMMAND_TYPE_UNSPECIFIED;
    };
  }
}
