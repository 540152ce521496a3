package dev.locum.worker.temporal;

import dev.locum.token.DelegationId;
import io.temporal.api.enums.v1.CommandType;
import java.util.Optional;

/**
 * A root workflow at its end.
 *
 * @param delegation its delegation
 * @param namespace its namespace
 * @param workflowId its id
 * @param runId the run that ends
 * @param firstExecutionRunId the first run of its chain
 * @param chain what may make its chain go on
 */
public record EndingWorkflow(
    DelegationId delegation,
    String namespace,
    String workflowId,
    String runId,
    String firstExecutionRunId,
    Chain chain) {

  /**
   * What may make a chain of runs go on without a word of the workflow's.
   *
   * @param retries a run that fails may be tried again
   * @param recurs a cron schedule starts the next run
   */
  public record Chain(boolean retries, boolean recurs) {}

  /** What the end of a run means for its chain. */
  enum Fate {
    /** Another run takes over, and ends the chain in its time. */
    GOES_ON,
    /** Only Temporal knows. */
    UNKNOWN,
    ENDED
  }

  Fate fateAfter(CommandType command) {
    if (command == CommandType.COMMAND_TYPE_CONTINUE_AS_NEW_WORKFLOW_EXECUTION) {
      return Fate.GOES_ON;
    }
    boolean failed = command == CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION;
    if (chain.recurs() || (failed && chain.retries()) || outcome(command).isEmpty()) {
      return Fate.UNKNOWN;
    }
    return Fate.ENDED;
  }

  /** How a run ends by a command, in the auth service's words. */
  static Optional<String> outcome(CommandType command) {
    return switch (command) {
      case COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION -> Optional.of("COMPLETED");
      case COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION -> Optional.of("FAILED");
      case COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION -> Optional.of("CANCELLED");
      default -> Optional.empty();
    };
  }
}
