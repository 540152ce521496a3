package dev.locum.authservice.delegation;

import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.WorkflowScope;
import java.util.List;
import java.util.Optional;

/** Children on queues of their own, as rows. */
final class ChildRows {

  private ChildRows() {}

  /**
   * A child workflow with a part of its parent's delegation.
   *
   * @param scope the child's own workflow
   * @param actions what it may do
   */
  record Child(WorkflowScope scope, ActionSet actions) {}

  static Optional<Child> find(Transaction tx, Delegation delegation, String workflowId) {
    return tx.queryOne(
        "SELECT * FROM delegation_child WHERE delegation = ? AND workflow_id = ?",
        row ->
            new Child(
                new WorkflowScope(
                    delegation.tenant(),
                    delegation.scope().namespace(),
                    row.text("workflow_type"),
                    row.text("workflow_id"),
                    List.of(row.text("task_queue"))),
                ActionSet.parse(row.text("actions"))),
        delegation.id().value(),
        workflowId);
  }

  /** Keeps a child; false if there is one of that id already. */
  static boolean insert(Transaction tx, DelegationId delegation, Child child) {
    return tx.change(
            PassingTable.DELEGATION_CHILD,
            "INSERT INTO delegation_child (delegation, workflow_id, workflow_type, task_queue,"
                + " actions, first_run_id) VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT (delegation,"
                + " workflow_id) DO NOTHING",
            delegation.value(),
            child.scope().workflowId(),
            child.scope().workflowType(),
            child.scope().taskQueues().get(0),
            child.actions().toScope())
        == 1;
  }

  /** Binds the child's first run, or confirms the bound one. */
  static boolean bind(Transaction tx, DelegationId delegation, String workflowId, String firstRun) {
    tx.change(
        PassingTable.DELEGATION_CHILD,
        "UPDATE delegation_child SET first_run_id = ? WHERE delegation = ? AND workflow_id = ?"
            + " AND first_run_id IS NULL",
        firstRun,
        delegation.value(),
        workflowId);
    return tx.queryOne(
            "SELECT first_run_id FROM delegation_child WHERE delegation = ? AND workflow_id = ?",
            row -> row.text("first_run_id"),
            delegation.value(),
            workflowId)
        .filter(firstRun::equals)
        .isPresent();
  }
}
