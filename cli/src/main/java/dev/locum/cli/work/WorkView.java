package dev.locum.cli.work;

import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Column;
import dev.locum.cli.output.Fields;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.cli.output.Table;
import dev.locum.protocol.trigger.v1.Work;
import dev.locum.protocol.trigger.v1.WorkStatus;
import java.util.List;

/** How work looks. */
final class WorkView {

  static final Table<Work> TABLE =
      Table.of(
          List.of(
              Column.of("WORK", Work::getWorkflowId),
              Column.of("ROUTE", Work::getRoute),
              Column.<Work>of("STATUS", work -> Printable.constant(work.getStatus()))
                  .styled(work -> style(work.getStatus())),
              Column.of("BY", Work::getRequestedBy),
              Column.of("ACCEPTED", work -> Printable.time(work.getAcceptedAt())),
              Column.of("CLOSED", work -> Printable.time(work.getClosedAt())),
              Column.of("DELEGATION", Work::getDelegationState)));

  private WorkView() {}

  static void fields(Work work, Fields fields) {
    fields
        .add("work", work.getWorkflowId())
        .add("run", work.getRunId())
        .add("status", Printable.constant(work.getStatus()), style(work.getStatus()))
        .add("route", work.getRoute())
        .add("workflow type", work.getWorkflowType())
        .add("requested by", work.getRequestedBy())
        .add("accepted", Printable.time(work.getAcceptedAt()))
        .add("closed", Printable.time(work.getClosedAt()))
        .add("delegation", work.getDelegationId())
        .add("delegation state", work.getDelegationState());
  }

  static boolean isOver(WorkStatus status) {
    return switch (status) {
      case WORK_STATUS_COMPLETED,
          WORK_STATUS_FAILED,
          WORK_STATUS_CANCELLED,
          WORK_STATUS_TERMINATED,
          WORK_STATUS_TIMED_OUT ->
          true;
      case WORK_STATUS_ACCEPTED, WORK_STATUS_RUNNING, WORK_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          false;
    };
  }

  /** The exit code of a command that has waited for the work. */
  static int exitCode(WorkStatus status) {
    if (status == WorkStatus.WORK_STATUS_COMPLETED) {
      return ExitCode.OK.code();
    }
    return isOver(status) ? ExitCode.WORK_FAILED.code() : ExitCode.NOT_FINISHED.code();
  }

  static Style style(WorkStatus status) {
    return switch (status) {
      case WORK_STATUS_COMPLETED -> Style.GOOD;
      case WORK_STATUS_FAILED, WORK_STATUS_TERMINATED, WORK_STATUS_TIMED_OUT -> Style.BAD;
      case WORK_STATUS_CANCELLED -> Style.CARE;
      case WORK_STATUS_ACCEPTED, WORK_STATUS_RUNNING, WORK_STATUS_UNSPECIFIED, UNRECOGNIZED ->
          Style.PLAIN;
    };
  }
}
