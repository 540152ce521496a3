package dev.locum.cli.audit;

import dev.locum.cli.context.Durations;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.output.Printable;
import dev.locum.protocol.audit.v1.Outcome;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which events are searched. */
final class AuditFilter {

  @Option(names = "--subject", paramLabel = "SUBJECT", description = "Only for this user.")
  private String subject = "";

  @Option(names = "--work", paramLabel = "WORK", description = "Only about this work.")
  private String workflowId = "";

  @Option(names = "--delegation", paramLabel = "ID", description = "Only about this delegation.")
  private String delegationId = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only of this type, e.g. DELEGATION_ISSUED; docs/audit-events.md lists them.")
  private String type = "";

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      description = "Only allowed, refused or undecided.")
  private @Nullable String outcome;

  @Option(
      names = "--token",
      paramLabel = "ID",
      description = "Only of the token with this id (jti).")
  private String tokenId = "";

  @Option(names = "--correlation", paramLabel = "ID", description = "Only of this request.")
  private String correlationId = "";

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "From then on: a time (2026-11-01T12:00:00Z) or how long ago (10m).")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "WHEN", description = "Until then, in the same form.")
  private @Nullable String until;

  SearchEventsRequest.Builder request(Clock clock) {
    SearchEventsRequest.Builder request =
        SearchEventsRequest.newBuilder()
            .setSubject(subject)
            .setWorkflowId(workflowId)
            .setDelegationId(delegationId)
            .setType(type.toUpperCase(Locale.ROOT))
            .setTokenId(tokenId)
            .setCorrelationId(correlationId);
    if (outcome != null) {
      request.setOutcome(outcome(outcome));
    }
    if (since != null) {
      request.setSince(Printable.timestamp(time("--since", since, clock)));
    }
    if (until != null) {
      request.setUntil(Printable.timestamp(time("--until", until, clock)));
    }
    return request;
  }

  private static Outcome outcome(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "allowed" -> Outcome.OUTCOME_ALLOWED;
      case "refused" -> Outcome.OUTCOME_REFUSED;
      case "undecided" -> Outcome.OUTCOME_UNDECIDED;
      default -> throw CliException.usage("--outcome: expected allowed, refused or undecided");
    };
  }

  private static Instant time(String option, String text, Clock clock) {
    try {
      return text.endsWith("Z") ? Instant.parse(text) : clock.instant().minus(ago(text));
    } catch (DateTimeException | TypeConversionException e) {
      throw CliException.usage(
          option + ": expected a time such as 2026-11-01T12:00:00Z, or how long ago, such as 10m");
    }
  }

  private static Duration ago(String text) {
    return new Durations().convert(text);
  }
}
