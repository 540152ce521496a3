package dev.locum.trigger.temporal;

import com.google.protobuf.Timestamp;
import dev.locum.protocol.trigger.v1.WorkStatus;
import java.util.Optional;

/**
 * Where a workflow stands.
 *
 * @param status running or how it ended
 * @param runId its latest run
 * @param closedAt when it ended
 */
public record WorkState(WorkStatus status, String runId, Optional<Timestamp> closedAt) {

  public boolean isFinal() {
    return isFinal(status);
  }

  /** Whether work of this status has ended. */
  public static boolean isFinal(WorkStatus status) {
    return switch (status) {
      case WORK_STATUS_COMPLETED,
          WORK_STATUS_FAILED,
          WORK_STATUS_CANCELLED,
          WORK_STATUS_TERMINATED,
          WORK_STATUS_TIMED_OUT ->
          true;
      case WORK_STATUS_UNSPECIFIED, WORK_STATUS_ACCEPTED, WORK_STATUS_RUNNING, UNRECOGNIZED ->
          false;
    };
  }

  /** The outcome by which a delegation is closed. */
  public String outcome() {
    return status.name().substring("WORK_STATUS_".length());
  }
}
