package dev.locum.testkit.contract;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditTokens;
import dev.locum.testkit.time.TestClock;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Events for the suites: every field set, ids as given. */
final class ContractEvents {

  private ContractEvents() {}

  /** Events with ids that sort as they come; {@code batch} tells the calls apart. */
  static List<AuditEvent> of(int batch, int count) {
    return IntStream.range(0, count).mapToObj(i -> event(batch, i)).toList();
  }

  private static AuditEvent event(int batch, int i) {
    return new AuditEvent(
        String.format(Locale.ROOT, "01934c2e-7b80-7abc-8%03x-%012x", batch, i),
        TestClock.NOON.plusMillis(batch * 1_000L + i),
        AuditEventType.DELEGATION_VERIFIED,
        AuditDecision.refused("DELEGATION_WRONG_QUEUE", "a \"detail\"\\ with é"),
        new AuditParties("worker", "bob-worker", "user-ada", "alice", "session-1"),
        new AuditExecution(
            "delegation-1",
            "default",
            "TripWorkflow",
            "trip-1",
            "run-1",
            "queue-alice",
            "Reserve",
            "fleet.reserve"),
        new AuditTokens("jti-2", "jti-1", "locum"),
        "correlation-1");
  }
}
