package dev.locum.authservice.delegation;

import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.workload.Workload;
import dev.locum.token.ActionSet;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.WorkflowScope;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a delegation is for this worker and this execution: tenant, namespace, queue, workflow,
 * type and run, each with its own reason in the trail (S3-24). It binds the first run that is
 * shown, and records the runs that belong to the chain.
 *
 * <p>The order matters to the caller: what another worker may be allowed is asked first, so that a
 * task in the wrong hands never fails the work.
 */
final class TaskCheck {

  private TaskCheck() {}

  /**
   * A delegation as it concerns one execution: its own, or a child's with a part of it.
   *
   * @param delegation the record
   * @param scope the workflow that the token may name
   * @param actions what the execution may do at most
   */
  record Task(Delegation delegation, WorkflowScope scope, ActionSet actions) {}

  /**
   * Checks, binds and records.
   *
   * @throws DenialException the first thing that is wrong
   */
  static Task check(
      Transaction tx,
      Workload worker,
      VerifiedDelegationToken token,
      Execution execution,
      Instant now) {
    Task task = task(tx, token);
    Delegation delegation = task.delegation();
    requireHere(worker, task.scope(), execution);
    if (execution.workflowId().equals(task.scope().workflowId())) {
      require(
          execution.workflowType().equals(task.scope().workflowType()),
          DenialReason.DELEGATION_WRONG_TYPE);
      if (task.scope().workflowId().equals(delegation.scope().workflowId())) {
        checkRun(tx, delegation, execution, now);
      } else {
        checkChildRun(tx, delegation, execution, now);
      }
    } else {
      checkDescendant(tx, delegation, execution, now);
    }
    return task;
  }

  /**
   * The record that the token is a ticket to; a token that says something else is no ticket to it.
   *
   * @throws DenialException if there is none
   */
  static Task task(Transaction tx, VerifiedDelegationToken token) {
    Delegation delegation =
        DelegationRows.find(tx, token.claims().delegation())
            .orElseThrow(() -> refusal(DenialReason.DELEGATION_UNKNOWN));
    Tenants.requireEnabled(tx, delegation.tenant());
    boolean isOwn =
        token.claims().scope().equals(delegation.scope())
            && token.claims().subject().equals(delegation.party().subject());
    if (isOwn) {
      return new Task(
          delegation,
          delegation.scope(),
          delegation.grant().actions().intersect(token.claims().actions()));
    }
    return ChildRows.find(tx, delegation, token.claims().scope().workflowId())
        .filter(child -> child.scope().equals(token.claims().scope()))
        .map(child ->
            new Task(
                delegation, child.scope(), child.actions().intersect(token.claims().actions())))
        .orElseThrow(() -> refusal(DenialReason.DELEGATION_UNKNOWN));
  }

  /**
   * Whether a task is for this worker, without binding or recording anything: for a check before
   * the worker's own.
   *
   * @throws DenialException the first thing that is wrong
   */
  static void inspect(Transaction tx, Workload worker, Task task, Execution execution) {
    requireHere(worker, task.scope(), execution);
    if (!execution.workflowId().equals(task.scope().workflowId())) {
      requireDescendant(tx, task.delegation(), execution);
      return;
    }
    requireType(task, execution);
    if (!task.scope().workflowId().equals(task.delegation().scope().workflowId())) {
      return;
    }
    Optional<String> bound = task.delegation().standing().firstRun();
    if (!execution.firstRun().isEmpty()) {
      require(
          bound.isEmpty() || bound.equals(Optional.of(execution.firstRun())),
          DenialReason.DELEGATION_WRONG_RUN);
    } else if (bound.isPresent()) {
      require(isRecorded(tx, task.delegation(), execution), DenialReason.DELEGATION_WRONG_RUN);
    }
  }

  /** Whether a start is the one that the delegation is for. */
  static void requireStart(Task task, Execution execution) {
    require(
        execution.workflowId().equals(task.scope().workflowId()),
        DenialReason.DELEGATION_WRONG_WORKFLOW);
    require(
        execution.workflowType().equals(task.scope().workflowType()),
        DenialReason.DELEGATION_WRONG_TYPE);
    require(!execution.taskQueue().isEmpty(), DenialReason.DELEGATION_WRONG_QUEUE);
    requirePlace(task, execution);
  }

  /** Whether a message goes to the workflow of the delegation, or to one of its tree. */
  static void requireMessage(Transaction tx, Task task, Execution execution) {
    require(
        execution.namespace().equals(task.scope().namespace()),
        DenialReason.DELEGATION_WRONG_NAMESPACE);
    boolean isOwn = execution.workflowId().equals(task.scope().workflowId());
    require(
        isOwn || DelegationRows.hasWorkflow(tx, task.delegation().id(), execution.workflowId()),
        DenialReason.DELEGATION_WRONG_WORKFLOW);
    boolean isBound = task.delegation().standing().firstRun().isPresent();
    if (!execution.runId().isEmpty() && (isBound || !isOwn)) {
      require(isRecorded(tx, task.delegation(), execution), DenialReason.DELEGATION_WRONG_RUN);
    }
  }

  /** Whether a command stays where the delegation may act. */
  static void requireCommand(Task task, Execution execution) {
    if (execution.workflowId().equals(task.scope().workflowId())) {
      requireType(task, execution);
    }
    requirePlace(task, execution);
  }

  private static void requirePlace(Task task, Execution execution) {
    require(
        execution.namespace().equals(task.scope().namespace()),
        DenialReason.DELEGATION_WRONG_NAMESPACE);
    require(
        execution.taskQueue().isEmpty() || task.scope().permitsQueue(execution.taskQueue()),
        DenialReason.DELEGATION_WRONG_QUEUE);
  }

  private static void requireType(Task task, Execution execution) {
    require(
        execution.workflowType().isEmpty()
            || execution.workflowType().equals(task.scope().workflowType()),
        DenialReason.DELEGATION_WRONG_TYPE);
  }

  /** A descendant shows the root of its tree, or a run that was recorded before. */
  private static void requireDescendant(
      Transaction tx, Delegation delegation, Execution execution) {
    if (execution.rootWorkflowId().isEmpty()) {
      require(isRecorded(tx, delegation, execution), DenialReason.DELEGATION_WRONG_WORKFLOW);
      return;
    }
    require(
        execution.rootWorkflowId().equals(delegation.scope().workflowId()),
        DenialReason.DELEGATION_WRONG_WORKFLOW);
    require(
        DelegationRows.hasRun(tx, delegation.id(), execution.rootWorkflowId(), execution.rootRun()),
        DenialReason.DELEGATION_WRONG_RUN);
  }

  private static boolean isRecorded(Transaction tx, Delegation delegation, Execution execution) {
    return DelegationRows.hasRun(tx, delegation.id(), execution.workflowId(), execution.runId());
  }

  private static void requireHere(Workload worker, WorkflowScope scope, Execution execution) {
    require(
        worker.tenant().equals(Optional.of(scope.tenant())), DenialReason.DELEGATION_WRONG_TENANT);
    require(scope.permitsQueue(execution.taskQueue()), DenialReason.DELEGATION_WRONG_QUEUE);
    require(
        worker.servesQueue(execution.namespace(), execution.taskQueue()),
        DenialReason.DELEGATION_WRONG_WORKLOAD);
    require(
        execution.namespace().equals(scope.namespace()), DenialReason.DELEGATION_WRONG_NAMESPACE);
  }

  private static void checkRun(
      Transaction tx, Delegation delegation, Execution execution, Instant now) {
    String shown = execution.firstRun();
    if (!shown.isEmpty() && delegation.standing().firstRun().isEmpty()) {
      bind(tx, delegation, shown, now);
    } else if (!shown.isEmpty()) {
      require(
          delegation.standing().firstRun().equals(Optional.of(shown)),
          DenialReason.DELEGATION_WRONG_RUN);
    }
    recordOrRequire(tx, delegation, execution, !shown.isEmpty(), now);
  }

  /** Binds the first run, as the first who shows one; of two at a time one wins. */
  static void bind(Transaction tx, Delegation delegation, String firstRun, Instant now) {
    if (!delegation.standing().isOpen()) {
      throw refusal(DenialReason.DELEGATION_CLOSED);
    }
    require(DelegationRows.bind(tx, delegation, firstRun), DenialReason.DELEGATION_WRONG_RUN);
    DelegationRows.recordRun(tx, delegation.id(), delegation.scope().workflowId(), firstRun, now);
  }

  /** A child with a delegation of its own: its chain begins with the first run that is shown. */
  private static void checkChildRun(
      Transaction tx, Delegation delegation, Execution execution, Instant now) {
    String shown = execution.firstRun();
    if (!shown.isEmpty()) {
      require(
          ChildRows.bind(tx, delegation.id(), execution.workflowId(), shown),
          DenialReason.DELEGATION_WRONG_RUN);
    }
    recordOrRequire(tx, delegation, execution, !shown.isEmpty(), now);
  }

  /** A child that inherits: its tree must be the delegation's own. */
  private static void checkDescendant(
      Transaction tx, Delegation delegation, Execution execution, Instant now) {
    boolean isKnown = !execution.rootWorkflowId().isEmpty();
    if (isKnown) {
      require(
          execution.rootWorkflowId().equals(delegation.scope().workflowId()),
          DenialReason.DELEGATION_WRONG_WORKFLOW);
      require(
          DelegationRows.hasRun(
              tx, delegation.id(), execution.rootWorkflowId(), execution.rootRun()),
          DenialReason.DELEGATION_WRONG_RUN);
      recordOrRequire(tx, delegation, execution, true, now);
      return;
    }
    require(
        DelegationRows.hasRun(tx, delegation.id(), execution.workflowId(), execution.runId()),
        DenialReason.DELEGATION_WRONG_WORKFLOW);
  }

  private static void recordOrRequire(
      Transaction tx,
      Delegation delegation,
      Execution execution,
      boolean isChainShown,
      Instant now) {
    if (isChainShown) {
      require(!execution.runId().isEmpty(), DenialReason.DELEGATION_WRONG_RUN);
      DelegationRows.recordRun(tx, delegation.id(), execution.workflowId(), execution.runId(), now);
      return;
    }
    require(
        DelegationRows.hasRun(tx, delegation.id(), execution.workflowId(), execution.runId()),
        DenialReason.DELEGATION_WRONG_RUN);
  }

  static void require(boolean holds, DenialReason otherwise) {
    if (!holds) {
      throw refusal(otherwise);
    }
  }

  static DenialException refusal(DenialReason reason) {
    return new DenialException(reason, "");
  }

  /** The queues of a scope in which the worker may run the work. */
  static List<String> queuesOf(Workload worker, WorkflowScope scope) {
    return scope.taskQueues().stream()
        .filter(queue -> worker.servesQueue(scope.namespace(), queue))
        .toList();
  }
}
