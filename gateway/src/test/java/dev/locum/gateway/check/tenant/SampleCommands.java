package dev.locum.gateway.check.tenant;

import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.ContinueAsNewWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.ScheduleActivityTaskCommandAttributes;
import dev.locum.temporalapi.command.v1.ScheduleNexusOperationCommandAttributes;
import dev.locum.temporalapi.command.v1.SignalExternalWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.StartChildWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.UpsertWorkflowSearchAttributesCommandAttributes;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.SearchAttributes;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import java.util.function.UnaryOperator;

/** Commands of a workflow, each with as little as it takes. */
final class SampleCommands {

  private SampleCommands() {}

  static Command command(CommandType type, UnaryOperator<Command.Builder> attributes) {
    return attributes.apply(Command.newBuilder().setCommandType(type)).build();
  }

  static Command activity(TaskQueue queue) {
    return command(
        CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
        b ->
            b.setScheduleActivityTaskCommandAttributes(
                ScheduleActivityTaskCommandAttributes.newBuilder().setTaskQueue(queue)));
  }

  static Command child(String workflowId, String type) {
    return command(
        CommandType.COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION,
        b ->
            b.setStartChildWorkflowExecutionCommandAttributes(
                StartChildWorkflowExecutionCommandAttributes.newBuilder()
                    .setWorkflowId(workflowId)
                    .setWorkflowType(WorkflowType.newBuilder().setName(type))));
  }

  static Command childOn(String queue) {
    Command.Builder child = child("alice.child", Scene.TYPE).toBuilder();
    child
        .getStartChildWorkflowExecutionCommandAttributesBuilder()
        .setTaskQueue(TaskQueue.newBuilder().setName(queue));
    return child.build();
  }

  @SuppressWarnings("deprecation") // Temporal still obeys it
  static Command inNamespace(String namespace) {
    Command.Builder child = child("alice.child", Scene.TYPE).toBuilder();
    child.getStartChildWorkflowExecutionCommandAttributesBuilder().setNamespace(namespace);
    return child.build();
  }

  static Command again(String type) {
    return command(
        CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION,
        b ->
            b.setContinueAsNewWorkflowExecutionCommandAttributes(
                ContinueAsNewWorkflowExecutionCommandAttributes.newBuilder()
                    .setWorkflowType(WorkflowType.newBuilder().setName(type))));
  }

  static Command againOn(TaskQueue queue) {
    Command.Builder again = again(Scene.TYPE).toBuilder();
    again.getContinueAsNewWorkflowExecutionCommandAttributesBuilder().setTaskQueue(queue);
    return again.build();
  }

  static Command signal(String workflowId) {
    return command(
        CommandType.COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION,
        b ->
            b.setSignalExternalWorkflowExecutionCommandAttributes(
                SignalExternalWorkflowExecutionCommandAttributes.newBuilder()
                    .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))));
  }

  static Command cancel(String workflowId) {
    return command(
        CommandType.COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION,
        b ->
            b.setRequestCancelExternalWorkflowExecutionCommandAttributes(
                RequestCancelExternalWorkflowExecutionCommandAttributes.newBuilder()
                    .setWorkflowId(workflowId)));
  }

  static Command upsert(String attribute) {
    return command(
        CommandType.COMMAND_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
        b ->
            b.setUpsertWorkflowSearchAttributesCommandAttributes(
                UpsertWorkflowSearchAttributesCommandAttributes.newBuilder()
                    .setSearchAttributes(
                        SearchAttributes.newBuilder()
                            .putIndexedFields(attribute, Payload.getDefaultInstance()))));
  }

  static Command nexus(String endpoint) {
    return command(
        CommandType.COMMAND_TYPE_SCHEDULE_NEXUS_OPERATION,
        b ->
            b.setScheduleNexusOperationCommandAttributes(
                ScheduleNexusOperationCommandAttributes.newBuilder().setEndpoint(endpoint)));
  }
}
