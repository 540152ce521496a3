package dev.locum.cli.audit;

import dev.locum.cli.output.Column;
import dev.locum.cli.output.Printable;
import dev.locum.cli.output.Style;
import dev.locum.cli.output.Table;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How an event looks on one line. */
final class AuditView {

  static final Table<AuditEvent> TABLE =
      Table.of(
          List.of(
              Column.of("TIME", event -> Printable.time(event.getTime())),
              Column.of("TYPE", AuditEvent::getType),
              Column.<AuditEvent>of("OUTCOME", AuditView::outcome)
                  .styled(event -> style(event.getOutcome())),
              Column.of("REASON", AuditEvent::getReason),
              Column.of("COMPONENT", AuditEvent::getComponent),
              Column.of("ACTOR", AuditEvent::getActor),
              Column.of("SUBJECT", AuditEvent::getSubject),
              Column.of("WORK", AuditEvent::getWorkflowId),
              Column.of("ACTION", AuditEvent::getAction),
              Column.of("DETAIL", AuditEvent::getDetail)));

  private AuditView() {}

  private static String outcome(AuditEvent event) {
    return Printable.constant(event.getOutcome()) + (event.getCached() ? " (cached)" : "");
  }

  static Style style(Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_ALLOWED -> Style.GOOD;
      case OUTCOME_REFUSED -> Style.BAD;
      case OUTCOME_UNDECIDED -> Style.CARE;
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Style.PLAIN;
    };
  }

  /** What matters of an event where its place in a tree says the rest. */
  static String inTree(AuditEvent event) {
    return Stream.of(
            part("", event.getReason()),
            part("action ", event.getAction()),
            part("activity ", event.getActivityType()),
            part("for ", event.getSubject()),
            part("queue ", event.getTaskQueue()),
            part("audience ", event.getAudience()),
            part("token ", event.getTokenId()),
            event.getCached() ? "cached" : "",
            part("", event.getDetail()))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String part(String name, String value) {
    return value.isEmpty() ? "" : name + Printable.safe(value);
  }
}
