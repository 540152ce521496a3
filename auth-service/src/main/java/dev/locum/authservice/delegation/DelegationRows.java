package dev.locum.authservice.delegation;

import dev.locum.authservice.route.CompensationRows;
import dev.locum.authservice.store.Foreseen;
import dev.locum.authservice.store.Lists;
import dev.locum.authservice.store.PassingTable;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.policy.DelegationState;
import dev.locum.policy.RouteName;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.SessionId;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.WorkflowScope;
import dev.locum.token.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Delegations, their runs and steps, as rows. */
final class DelegationRows {

  private static final Question.OfPassing<Delegation> BY_ID =
      Question.of(
          PassingTable.DELEGATION, "SELECT * FROM delegation WHERE id = ?", DelegationRows::read);
  private static final Question.OfPassing<Delegation> BY_WORKFLOW =
      Question.of(
          PassingTable.DELEGATION,
          "SELECT * FROM delegation WHERE workflow_id = ?",
          DelegationRows::read);
  private static final Question.OfPassing<String> RUN =
      Question.of(
          PassingTable.DELEGATION_RUN,
          "SELECT run_id FROM delegation_run WHERE delegation = ? AND run_id = ? AND workflow_id"
              + " = ?",
          row -> row.text("run_id"));
  private static final Question.OfPassing<Step> STEPS =
      Question.of(
          PassingTable.DELEGATION_STEP,
          "SELECT action, position FROM delegation_step WHERE delegation = ?",
          row -> new Step(new Action(row.text("action")), row.number("position")));

  private DelegationRows() {}

  private record Step(Action action, long position) {}

  /** What whoever decides about a delegation asks: the record, and its steps. */
  static List<Foreseen> foreseen(DelegationId id) {
    return List.of(Foreseen.of(BY_ID, id.value()), Foreseen.of(STEPS, id.value()));
  }

  static Optional<Delegation> find(Transaction tx, DelegationId id) {
    return tx.askOne(BY_ID, id.value());
  }

  static Optional<Delegation> findByWorkflow(Transaction tx, String workflowId) {
    List<Delegation> found = tx.ask(BY_WORKFLOW, workflowId);
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** Whether some delegation was issued for that very workflow. */
  static boolean isOfADelegation(Transaction tx, String namespace, String workflowId) {
    return tx.queryOne(
            "SELECT id FROM delegation WHERE namespace = ? AND workflow_id = ?",
            row -> row.text("id"),
            namespace,
            workflowId)
        .isPresent();
  }

  static void insert(Transaction tx, Delegation delegation) {
    tx.defer(
        PassingTable.DELEGATION,
        "INSERT INTO delegation (id, tenant, subject, session, route, namespace, workflow_type,"
            + " workflow_id, task_queues, actions, compensations, state, issued_at, start_by,"
            + " expires_at, compensate_until, compensation_limit, token_lifetime,"
            + " requesting_workload, first_run_id, status_index, end_reason, ended_at) VALUES (?,"
            + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, NULL)",
        delegation.id().value(),
        delegation.tenant().value(),
        delegation.party().subject().value(),
        delegation.party().session().value(),
        delegation.route().value(),
        delegation.scope().namespace(),
        delegation.scope().workflowType(),
        delegation.scope().workflowId(),
        Lists.join(delegation.scope().taskQueues()),
        delegation.grant().actions().toScope(),
        CompensationRows.join(delegation.grant().compensations()),
        delegation.standing().state().name(),
        delegation.times().issuedAt(),
        delegation.times().startBy(),
        delegation.times().expiresAt(),
        delegation.times().compensateUntil(),
        delegation.times().compensationLimit().toSeconds(),
        delegation.times().tokenLifetime().toSeconds(),
        delegation.party().requestingWorkload().value(),
        delegation.statusIndex(),
        "");
  }

  /**
   * Binds the first run; false if one is bound already.
   *
   * @param delegation as it stands in this transaction
   */
  static boolean bind(Transaction tx, Delegation delegation, String firstRun) {
    Delegation.Standing standing = delegation.standing();
    if (standing.firstRun().isPresent() || standing.state() != DelegationState.ISSUED) {
      return false;
    }
    tx.defer(
        PassingTable.DELEGATION,
        "UPDATE delegation SET first_run_id = ?, state = ? WHERE id = ? AND workflow_id = ?"
            + " AND first_run_id IS NULL AND state = ?",
        firstRun,
        DelegationState.ACTIVE.name(),
        delegation.id().value(),
        delegation.scope().workflowId(),
        DelegationState.ISSUED.name());
    return true;
  }

  /** Ends it in this state. */
  static void end(
      Transaction tx, DelegationId id, DelegationState state, String reason, Instant now) {
    tx.change(
        PassingTable.DELEGATION,
        "UPDATE delegation SET state = ?, end_reason = ?, ended_at = ? WHERE id = ?",
        state.name(),
        reason,
        now,
        id.value());
  }

  static void compensateUntil(Transaction tx, DelegationId id, Instant until) {
    tx.change(
        PassingTable.DELEGATION,
        "UPDATE delegation SET compensate_until = ? WHERE id = ?",
        until,
        id.value());
  }

  /** Records that a run belongs to it; of its own workflow or of a child. */
  static void recordRun(
      Transaction tx, DelegationId id, String workflowId, String runId, Instant now) {
    tx.defer(
        PassingTable.DELEGATION_RUN,
        "INSERT INTO delegation_run (delegation, run_id, workflow_id, recorded_at) VALUES (?, ?, ?,"
            + " ?) ON CONFLICT (delegation, run_id) DO NOTHING",
        id.value(),
        runId,
        workflowId,
        now);
  }

  static boolean hasRun(Transaction tx, DelegationId id, String workflowId, String runId) {
    return tx.askOne(RUN, id.value(), runId, workflowId).isPresent();
  }

  /** Whether a run of this workflow was ever recorded: its own, or a descendant's. */
  static boolean hasWorkflow(Transaction tx, DelegationId id, String workflowId) {
    return !tx.query(
            "SELECT run_id FROM delegation_run WHERE delegation = ? AND workflow_id = ? LIMIT 1",
            row -> row.text("run_id"),
            id.value(),
            workflowId)
        .isEmpty();
  }

  /** Records a forward step, once. */
  static void recordStep(Transaction tx, DelegationId id, Action action, Instant now) {
    tx.defer(
        PassingTable.DELEGATION_STEP,
        "INSERT INTO delegation_step (delegation, action, position, recorded_at)"
            + " SELECT ?, ?, COUNT(*) + 1, ? FROM delegation_step WHERE delegation = ?"
            + " ON CONFLICT (delegation, action) DO NOTHING",
        id.value(),
        action.name(),
        now,
        id.value());
  }

  /** The forward steps, in the order of their first use. */
  static List<Action> steps(Transaction tx, DelegationId id) {
    return tx.ask(STEPS, id.value()).stream()
        .sorted(Comparator.comparingLong(Step::position))
        .map(Step::action)
        .toList();
  }

  static List<Delegation> query(Transaction tx, String condition, Object... values) {
    return tx.query("SELECT * FROM delegation WHERE " + condition, DelegationRows::read, values);
  }

  private static Delegation read(Row row) {
    return new Delegation(
        new DelegationId(row.text("id")),
        new Delegation.Party(
            new Subject(row.text("subject")),
            new SessionId(row.text("session")),
            new WorkloadId(row.text("requesting_workload"))),
        new RouteName(row.text("route")),
        new WorkflowScope(
            new TenantId(row.text("tenant")),
            row.text("namespace"),
            row.text("workflow_type"),
            row.text("workflow_id"),
            row.texts("task_queues")),
        new Delegation.Grant(
            ActionSet.parse(row.text("actions")),
            CompensationRows.split(row.text("compensations"))),
        times(row),
        new Delegation.Standing(
            DelegationState.valueOf(row.text("state")),
            row.optionalText("first_run_id"),
            row.text("end_reason"),
            row.optionalInstant("ended_at")),
        row.number("status_index"));
  }

  private static Delegation.Times times(Row row) {
    return new Delegation.Times(
        row.instant("issued_at"),
        row.instant("start_by"),
        row.instant("expires_at"),
        row.instant("compensate_until"),
        Duration.ofSeconds(row.number("compensation_limit")),
        Duration.ofSeconds(row.number("token_lifetime")));
  }
}
