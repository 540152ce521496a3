package dev.locum.grpcauthz.audit;

import com.google.protobuf.Timestamp;
import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditTokens;
import dev.locum.protocol.audit.v1.Outcome;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The wire form of an audit event ({@code locum.audit.v1.AuditEvent}), in both directions. {@code
 * fromWire(toWire(event))} equals the event.
 */
public final class AuditEventWire {

  /** As long as our own events let a text be; bounds what one event can take in the store. */
  public static final int MAX_TEXT = 1024;

  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private AuditEventWire() {}

  /** The wire form. */
  public static dev.locum.protocol.audit.v1.AuditEvent toWire(AuditEvent event) {
    AuditParties parties = event.parties();
    AuditExecution execution = event.execution();
    AuditTokens tokens = event.tokens();
    AuditDecision decision = event.decision();
    return dev.locum.protocol.audit.v1.AuditEvent.newBuilder()
        .setEventId(event.id())
        .setTime(
            Timestamp.newBuilder()
                .setSeconds(event.time().getEpochSecond())
                .setNanos(event.time().getNano()))
        .setType(event.type().name())
        .setOutcome(toWire(decision.outcome()))
        .setReason(decision.reason())
        .setDetail(decision.detail())
        .setCached(decision.cached())
        .setComponent(parties.component())
        .setActor(parties.actor())
        .setSubject(parties.subject())
        .setTenant(parties.tenant())
        .setSessionId(parties.session())
        .setDelegationId(execution.delegationId())
        .setNamespace(execution.namespace())
        .setWorkflowType(execution.workflowType())
        .setWorkflowId(execution.workflowId())
        .setRunId(execution.runId())
        .setTaskQueue(execution.taskQueue())
        .setActivityType(execution.activityType())
        .setAction(execution.action())
        .setTokenId(tokens.tokenId())
        .setParentTokenId(tokens.parentTokenId())
        .setAudience(tokens.audience())
        .setCorrelationId(event.correlationId())
        .build();
  }

  /**
   * The event of a wire form, which may come from anybody.
   *
   * @throws IllegalArgumentException if its id is no lower-case UUID, its time is out of range, its
   *     type or outcome is not known, or a text is longer than {@link #MAX_TEXT}; the message names
   *     the field, never its value
   */
  public static AuditEvent fromWire(dev.locum.protocol.audit.v1.AuditEvent wire) {
    if (!UUID.matcher(wire.getEventId()).matches()) {
      throw new IllegalArgumentException("event_id: not a UUID (expected: lower-case UUID text)");
    }
    return new AuditEvent(
        wire.getEventId(),
        instant(wire.getTime()),
        type(wire.getType()),
        decision(wire),
        parties(wire),
        execution(wire),
        new AuditTokens(
            bounded("token_id", wire.getTokenId()),
            bounded("parent_token_id", wire.getParentTokenId()),
            bounded("audience", wire.getAudience())),
        bounded("correlation_id", wire.getCorrelationId()));
  }

  private static AuditDecision decision(dev.locum.protocol.audit.v1.AuditEvent wire) {
    return new AuditDecision(
        outcome(wire.getOutcome()),
        bounded("reason", wire.getReason()),
        bounded("detail", wire.getDetail()),
        wire.getCached());
  }

  private static AuditParties parties(dev.locum.protocol.audit.v1.AuditEvent wire) {
    return new AuditParties(
        bounded("component", wire.getComponent()),
        bounded("actor", wire.getActor()),
        bounded("subject", wire.getSubject()),
        bounded("tenant", wire.getTenant()),
        bounded("session_id", wire.getSessionId()));
  }

  private static AuditExecution execution(dev.locum.protocol.audit.v1.AuditEvent wire) {
    return new AuditExecution(
        bounded("delegation_id", wire.getDelegationId()),
        bounded("namespace", wire.getNamespace()),
        bounded("workflow_type", wire.getWorkflowType()),
        bounded("workflow_id", wire.getWorkflowId()),
        bounded("run_id", wire.getRunId()),
        bounded("task_queue", wire.getTaskQueue()),
        bounded("activity_type", wire.getActivityType()),
        bounded("action", wire.getAction()));
  }

  private static Instant instant(Timestamp time) {
    try {
      return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("time: out of range (expected: a timestamp)", e);
    }
  }

  private static AuditEventType type(String name) {
    for (AuditEventType type : AuditEventType.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "type: not known (expected: a type of docs/audit-events.md)");
  }

  private static Outcome toWire(AuditDecision.Outcome outcome) {
    return switch (outcome) {
      case ALLOWED -> Outcome.OUTCOME_ALLOWED;
      case REFUSED -> Outcome.OUTCOME_REFUSED;
      case UNDECIDED -> Outcome.OUTCOME_UNDECIDED;
    };
  }

  private static AuditDecision.Outcome outcome(Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_ALLOWED -> AuditDecision.Outcome.ALLOWED;
      case OUTCOME_REFUSED -> AuditDecision.Outcome.REFUSED;
      case OUTCOME_UNDECIDED -> AuditDecision.Outcome.UNDECIDED;
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("outcome: not known (expected: a decision)");
    };
  }

  private static String bounded(String field, String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          field + ": " + text.length() + " characters (expected: at most " + MAX_TEXT + ")");
    }
    return text;
  }
}
