package dev.locum.audit.json;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditTokens;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Collects the fields of one event and puts it together. */
final class EventReader {

  private final Map<EventField, String> texts = new EnumMap<>(EventField.class);
  private int version;
  private boolean cached;

  void version(int version) {
    if (version != AuditEventCodec.VERSION) {
      throw new AuditFormatException(
          "version: " + version + " (expected: " + AuditEventCodec.VERSION + ")");
    }
    this.version = version;
  }

  void cached() {
    this.cached = true;
  }

  void text(String key, String value) {
    EventField field =
        EventField.named(key).orElseThrow(() -> new AuditFormatException("a field of no event"));
    if (value.isEmpty()) {
      throw new AuditFormatException(key + ": empty (expected: left out)");
    }
    texts.put(field, value);
  }

  AuditEvent event() {
    if (version == 0) {
      throw new AuditFormatException("version: absent (expected: " + AuditEventCodec.VERSION + ")");
    }
    return new AuditEvent(
        required(EventField.EVENT_ID),
        time(),
        oneOf(AuditEventType.class, EventField.TYPE),
        decision(),
        parties(),
        execution(),
        new AuditTokens(
            optional(EventField.TOKEN_ID),
            optional(EventField.PARENT_TOKEN_ID),
            optional(EventField.AUDIENCE)),
        optional(EventField.CORRELATION_ID));
  }

  private AuditDecision decision() {
    return new AuditDecision(
        oneOf(AuditDecision.Outcome.class, EventField.OUTCOME),
        optional(EventField.REASON),
        optional(EventField.DETAIL),
        cached);
  }

  private AuditParties parties() {
    return new AuditParties(
        optional(EventField.COMPONENT),
        optional(EventField.ACTOR),
        optional(EventField.SUBJECT),
        optional(EventField.TENANT),
        optional(EventField.SESSION_ID));
  }

  private AuditExecution execution() {
    return new AuditExecution(
        optional(EventField.DELEGATION_ID),
        optional(EventField.NAMESPACE),
        optional(EventField.WORKFLOW_TYPE),
        optional(EventField.WORKFLOW_ID),
        optional(EventField.RUN_ID),
        optional(EventField.TASK_QUEUE),
        optional(EventField.ACTIVITY_TYPE),
        optional(EventField.ACTION));
  }

  private Instant time() {
    String text = required(EventField.TIME);
    try {
      Instant time = Instant.parse(text);
      if (time.toString().equals(text) && time.getNano() % 1_000 == 0) {
        return time;
      }
    } catch (DateTimeException e) {
      // Falls through: the message is the same for every other form.
    }
    throw new AuditFormatException("time: another form (expected: ISO 8601, UTC, microseconds)");
  }

  private <E extends Enum<E>> E oneOf(Class<E> type, EventField field) {
    String name = required(field);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new AuditFormatException(field.key() + ": unknown to this release");
  }

  private String required(EventField field) {
    String value = texts.get(field);
    if (value == null) {
      throw new AuditFormatException(field.key() + ": absent (expected: a value)");
    }
    return value;
  }

  private String optional(EventField field) {
    return texts.getOrDefault(field, "");
  }
}
