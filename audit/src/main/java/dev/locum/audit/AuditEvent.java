package dev.locum.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One decision, as it is kept: who asked, for whom, about which workflow, with which tokens, and
 * what was decided. It holds token ids, never tokens. An {@link AuditRecorder} makes them.
 *
 * @param id UUIDv7 text; storing the same id twice keeps one event
 * @param time when it was decided, to the microsecond
 * @param type what happened
 * @param decision the outcome and its reason
 * @param parties who
 * @param execution about which work
 * @param tokens which tokens, by id
 * @param correlationId joins the events of one request across parts; empty: none
 */
public record AuditEvent(
    String id,
    Instant time,
    AuditEventType type,
    AuditDecision decision,
    AuditParties parties,
    AuditExecution execution,
    AuditTokens tokens,
    String correlationId) {

  /**
   * Cuts the time to the microsecond, so that an event equals itself after it was stored and read.
   *
   * @throws IllegalArgumentException if the id is empty
   */
  public AuditEvent {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("event id: empty (expected: UUIDv7 text)");
    }
    time = time.truncatedTo(ChronoUnit.MICROS);
    correlationId = AuditText.bounded(correlationId);
  }
}
