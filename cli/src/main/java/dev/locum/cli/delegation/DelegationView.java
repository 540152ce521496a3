package dev.locum.cli.delegation;

import dev.locum.cli.output.Column;
import dev.locum.cli.output.Fields;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.cli.output.Table;
import dev.locum.protocol.auth.v1.Compensation;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationState;
import java.util.List;
import java.util.stream.Collectors;

/** How a delegation looks. */
final class DelegationView {

  static final Table<Delegation> TABLE =
      Table.of(
          List.of(
              Column.of("DELEGATION", Delegation::getDelegationId),
              Column.<Delegation>of("STATE", d -> Printable.constant(d.getState()))
                  .styled(d -> style(d.getState())),
              Column.of("ROUTE", Delegation::getRoute),
              Column.of("WORK", d -> d.getScope().getWorkflowId()),
              Column.of("SUBJECT", Delegation::getSubject),
              Column.of("ISSUED", d -> Printable.time(d.getIssuedAt())),
              Column.of("LIMIT", d -> Printable.time(d.getExpiresAt()))));

  private DelegationView() {}

  static void fields(Delegation delegation, Fields fields) {
    fields
        .add("delegation", delegation.getDelegationId())
        .add("state", Printable.constant(delegation.getState()), style(delegation.getState()))
        .add("subject", delegation.getSubject())
        .add("tenant", delegation.getScope().getTenant())
        .add("route", delegation.getRoute())
        .add("workflow type", delegation.getScope().getWorkflowType())
        .add("work", delegation.getScope().getWorkflowId())
        .add("run", delegation.getFirstExecutionRunId())
        .add("namespace", delegation.getScope().getNamespace())
        .add("task queues", String.join(", ", delegation.getScope().getTaskQueuesList()))
        .add("actions", String.join(", ", delegation.getActionsList()))
        .add(
            "compensations",
            delegation.getCompensationsList().stream()
                .map(DelegationView::words)
                .collect(Collectors.joining(", ")))
        .add("recorded", String.join(", ", delegation.getRecordedActionsList()))
        .add("requested by", delegation.getRequestingWorkload())
        .add("issued", Printable.time(delegation.getIssuedAt()))
        .add("limit", Printable.time(delegation.getExpiresAt()))
        .add("compensate until", Printable.time(delegation.getCompensateUntil()))
        .add("ended", delegation.hasEndedAt() ? Printable.time(delegation.getEndedAt()) : "")
        .add("end reason", delegation.getEndReason());
  }

  private static String words(Compensation compensation) {
    return compensation.getAction() + " (undoes " + compensation.getUndoes() + ")";
  }

  private static Style style(DelegationState state) {
    return switch (state) {
      case DELEGATION_STATE_ACTIVE -> Style.GOOD;
      case DELEGATION_STATE_REVOKED, DELEGATION_STATE_REVOKED_HARD -> Style.BAD;
      case DELEGATION_STATE_ISSUED,
          DELEGATION_STATE_CLOSED,
          DELEGATION_STATE_ABANDONED,
          DELEGATION_STATE_UNSPECIFIED,
          UNRECOGNIZED ->
          Style.PLAIN;
    };
  }
}
