package dev.locum.gateway.check.command;

import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import java.util.Locale;

/**
 * Which part of a completion was refused, as the workflow's history tells it.
 *
 * @param cause as whose fault
 * @param name which one, in words; never what it holds
 */
record RefusedPart(WorkflowTaskFailedCause cause, String name) {

  static final RefusedPart MESSAGE =
      new RefusedPart(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE,
          "a message");

  static final RefusedPart OTHER =
      new RefusedPart(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE, "");

  private static final String ATTRIBUTES = "_command_attributes";

  static RefusedPart command(RespondWorkflowTaskCompletedRequest request, int index) {
    String kind =
        request
            .getCommands(index)
            .getAttributesCase()
            .name()
            .toLowerCase(Locale.ROOT)
            .replace(ATTRIBUTES, "");
    return new RefusedPart(
        CommandRules.cause(request.getCommands(index).getAttributesCase()),
        "command " + (index + 1) + " of " + request.getCommandsCount() + ", " + kind);
  }
}
