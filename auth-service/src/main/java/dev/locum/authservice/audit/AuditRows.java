package dev.locum.authservice.audit;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditTokens;
import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;

/** Events as rows. */
final class AuditRows {

  private static final Question.OfPassing<String> ID =
      Question.of(
          PassingTable.AUDIT_EVENT,
          "SELECT id FROM audit_event WHERE id = ?",
          row -> row.text("id"));

  private AuditRows() {}

  /** Inserts the event; 0 if its id is there already, and then no position is used up. */
  static int insert(Transaction tx, AuditEvent event) {
    boolean isThere = tx.askOne(ID, event.id()).isPresent();
    if (isThere) {
      return 0;
    }
    insertNew(tx, event);
    return 1;
  }

  /** Inserts an event whose id was just made. */
  static void insertNew(Transaction tx, AuditEvent event) {
    AuditDecision decision = event.decision();
    AuditParties parties = event.parties();
    AuditExecution execution = event.execution();
    AuditTokens tokens = event.tokens();
    tx.defer(
        PassingTable.AUDIT_EVENT,
        "INSERT INTO audit_event (position, id, time, type, outcome, reason, detail, cached,"
            + " component, actor, subject, tenant, session, delegation, namespace, workflow_type,"
            + " workflow_id, run_id, task_queue, activity_type, action, token_id, parent_token_id,"
            + " audience, correlation_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
            + " ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        tx.next("audit"),
        event.id(),
        event.time(),
        event.type().name(),
        decision.outcome().name(),
        decision.reason(),
        decision.detail(),
        decision.cached(),
        parties.component(),
        parties.actor(),
        parties.subject(),
        parties.tenant(),
        parties.session(),
        execution.delegationId(),
        execution.namespace(),
        execution.workflowType(),
        execution.workflowId(),
        execution.runId(),
        execution.taskQueue(),
        execution.activityType(),
        execution.action(),
        tokens.tokenId(),
        tokens.parentTokenId(),
        tokens.audience(),
        event.correlationId());
  }

  static StoredEvent read(Row row) {
    return new StoredEvent(
        row.number("position"),
        new AuditEvent(
            row.text("id"),
            row.instant("time"),
            AuditEventType.valueOf(row.text("type")),
            new AuditDecision(
                AuditDecision.Outcome.valueOf(row.text("outcome")),
                row.text("reason"),
                row.text("detail"),
                row.flag("cached")),
            new AuditParties(
                row.text("component"),
                row.text("actor"),
                row.text("subject"),
                row.text("tenant"),
                row.text("session")),
            new AuditExecution(
                row.text("delegation"),
                row.text("namespace"),
                row.text("workflow_type"),
                row.text("workflow_id"),
                row.text("run_id"),
                row.text("task_queue"),
                row.text("activity_type"),
                row.text("action")),
            new AuditTokens(
                row.text("token_id"), row.text("parent_token_id"), row.text("audience")),
            row.text("correlation_id")));
  }
}
