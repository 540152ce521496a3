package dev.locum.audit;

import java.time.Instant;

/**
 * One decision, as it is kept: who asked, for whom, about which workflow, with which tokens, and what
 * was decided. It holds token ids, never tokens.
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
    String correlationId) {}
