package dev.locum.audit.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.locum.audit.AuditEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of the JSON form that hold text, in the order in which they are written. Their names
 * are those of {@code locum.audit.v1.AuditEvent} and never change.
 */
enum EventField {
  EVENT_ID("event_id", AuditEvent::id),
  TIME("time", event -> event.time().toString()),
  TYPE("type", event -> event.type().name()),
  OUTCOME("outcome", event -> event.decision().outcome().name()),
  REASON("reason", event -> event.decision().reason()),
  DETAIL("detail", event -> event.decision().detail()),
  COMPONENT("component", event -> event.parties().component()),
  ACTOR("actor", event -> event.parties().actor()),
  SUBJECT("subject", event -> event.parties().subject()),
  TENANT("tenant", event -> event.parties().tenant()),
  SESSION_ID("session_id", event -> event.parties().session()),
  DELEGATION_ID("delegation_id", event -> event.execution().delegationId()),
  NAMESPACE("namespace", event -> event.execution().namespace()),
  WORKFLOW_TYPE("workflow_type", event -> event.execution().workflowType()),
  WORKFLOW_ID("workflow_id", event -> event.execution().workflowId()),
  RUN_ID("run_id", event -> event.execution().runId()),
  TASK_QUEUE("task_queue", event -> event.execution().taskQueue()),
  ACTIVITY_TYPE("activity_type", event -> event.execution().activityType()),
  ACTION("action", event -> event.execution().action()),
  TOKEN_ID("token_id", event -> event.tokens().tokenId()),
  PARENT_TOKEN_ID("parent_token_id", event -> event.tokens().parentTokenId()),
  AUDIENCE("audience", event -> event.tokens().audience()),
  CORRELATION_ID("correlation_id", AuditEvent::correlationId);

  /** All of them, in their order. */
  static final List<EventField> WRITTEN = List.of(values());

  private static final Map<String, EventField> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(EventField::key, Function.identity()));

  private final SerializableString key;
  private final Function<AuditEvent, String> value;

  EventField(String key, Function<AuditEvent, String> value) {
    this.key = new SerializedString(key);
    this.value = value;
  }

  static Optional<EventField> named(String key) {
    return Optional.ofNullable(BY_NAME.get(key));
  }

  String key() {
    return key.getValue();
  }

  /** The key with its octets, which are made once. */
  SerializableString written() {
    return key;
  }

  String of(AuditEvent event) {
    return value.apply(event);
  }
}
