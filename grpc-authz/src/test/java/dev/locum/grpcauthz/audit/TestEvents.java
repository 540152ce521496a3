package dev.locum.grpcauthz.audit;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditTokens;
import java.time.Instant;
import java.util.UUID;

/** Events with a different text in every field. */
final class TestEvents {

  private TestEvents() {}

  static AuditEvent full() {
    return new AuditEvent(
        UUID.randomUUID().toString(),
        Instant.parse("2026-11-01T10:00:00.123456Z"),
        AuditEventType.DOWNSTREAM_CALLED,
        new AuditDecision(AuditDecision.Outcome.REFUSED, "reason", "detail", true),
        new AuditParties("component", "actor", "subject", "tenant", "session"),
        new AuditExecution(
            "delegation", "namespace", "type", "workflow", "run", "queue", "activity", "action"),
        new AuditTokens("token", "parent", "audience"),
        "correlation");
  }

  static AuditEvent withWorkflowId(String workflowId) {
    AuditEvent full = full();
    return new AuditEvent(
        full.id(),
        full.time(),
        full.type(),
        full.decision(),
        full.parties(),
        full.execution().withWorkflow("namespace", "type", workflowId),
        full.tokens(),
        full.correlationId());
  }
}
