package dev.locum.gateway.check.command;

import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.common.v1.Header;
import java.util.Optional;

/** Where a command's delegation is. */
final class CommandHeaders {

  private CommandHeaders() {}

  /** The header of the command, which may be empty; none if its kind has none. */
  static Optional<Header> of(Command command) {
    return switch (command.getAttributesCase()) {
      case SCHEDULE_ACTIVITY_TASK_COMMAND_ATTRIBUTES ->
          Optional.of(command.getScheduleActivityTaskCommandAttributes().getHeader());
      case START_CHILD_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          Optional.of(command.getStartChildWorkflowExecutionCommandAttributes().getHeader());
      case CONTINUE_AS_NEW_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          Optional.of(command.getContinueAsNewWorkflowExecutionCommandAttributes().getHeader());
      case SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_COMMAND_ATTRIBUTES ->
          Optional.of(command.getSignalExternalWorkflowExecutionCommandAttributes().getHeader());
      default -> Optional.empty();
    };
  }
}
