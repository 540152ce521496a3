package dev.locum.audit;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Object mother of events. */
public final class TestEvents {

  public static final Instant NOW = Instant.parse("2026-11-01T12:00:00.123456Z");

  private TestEvents() {}

  /** An event with every field set. */
  public static AuditEvent full() {
    return new AuditEvent(
        "01934c2e-7b80-7abc-8def-0123456789ab",
        NOW,
        AuditEventType.DELEGATION_VERIFIED,
        new AuditDecision(
            AuditDecision.Outcome.REFUSED,
            "DELEGATION_WRONG_QUEUE",
            "queue-alice at bob-worker",
            true),
        new AuditParties("worker", "bob-worker", "u-ada", "alice", "s-1"),
        new AuditExecution(
            "d-1",
            "default",
            "TripWorkflow",
            "trip-1",
            "r-1",
            "queue-alice",
            "Reserve",
            "fleet.reserve"),
        new AuditTokens("t-2", "t-1", "locum"),
        "c-1");
  }

  /** An event with nothing set but what must be. */
  public static AuditEvent bare(String id) {
    return new AuditEvent(
        id,
        NOW,
        AuditEventType.LOGIN,
        AuditDecision.allowed(),
        AuditParties.of("", ""),
        AuditExecution.none(),
        AuditTokens.none(),
        "");
  }

  /** So many bare events with ids that start with the prefix. */
  public static List<AuditEvent> bare(String prefix, int count) {
    List<AuditEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(bare(prefix + i));
    }
    return events;
  }

  /** A recorder with a fixed clock and known randomness. */
  public static AuditRecorder recorder(AuditSink sink) {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new AuditRecorder(
        AuditParties.of("worker", "alice-worker"), sink, new EventIds(clock, new Random(1)), clock);
  }
}
