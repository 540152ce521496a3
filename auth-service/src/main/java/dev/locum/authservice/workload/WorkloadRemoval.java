package dev.locum.authservice.workload;

import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.InUse;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes workloads away, for a while or for good, in the transaction of the caller. The last full
 * administrator that counts and can log in stays, since nobody could administer afterwards.
 */
public final class WorkloadRemoval {

  private WorkloadRemoval() {}

  /**
   * Disables or enables a workload.
   *
   * @return whether it was otherwise before
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown; {@code STATE_CONFLICT} if no
   *     administrator would be left
   */
  public static boolean setDisabled(Transaction tx, WorkloadId id, boolean disabled) {
    Workload workload = require(tx, id);
    if (disabled) {
      requireAnotherOperator(tx, workload);
    }
    return tx.update(
            "UPDATE workload SET disabled = ? WHERE id = ? AND disabled <> ?",
            disabled,
            id.value(),
            disabled)
        > 0;
  }

  /**
   * Removes a workload with all that it could prove itself by. Its queues stay its tenant's: what
   * waits in them is still the tenant's.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown; {@code STATE_CONFLICT} if a
   *     route needs it, work that it started is open, or no administrator would be left
   */
  public static void remove(Transaction tx, WorkloadId id, Instant now) {
    Workload workload = require(tx, id);
    requireAnotherOperator(tx, workload);
    requireUnused(tx, workload);
    String name = id.value();
    ApiKeys.revokeAll(tx, id);
    tx.update("DELETE FROM workload_queue WHERE workload = ?", name);
    tx.update("DELETE FROM workload_certificate WHERE workload = ?", name);
    tx.update("DELETE FROM workload_spiffe_id WHERE workload = ?", name);
    tx.update("DELETE FROM workload WHERE id = ?", name);
    tx.update(
        "INSERT INTO removed_workload (id, kind, tenant, removed_at) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET removed_at = excluded.removed_at",
        name,
        workload.kind().name(),
        workload.tenant().map(TenantId::value).orElse(null),
        now);
  }

  /**
   * Tokens of one that was removed name it for a while yet: only the same kind of the same tenant
   * may be called so again.
   */
  static void requireIdFree(Transaction tx, Workload workload) {
    Optional<Boolean> isSame =
        tx.queryOne(
            "SELECT kind, tenant FROM removed_workload WHERE id = ?",
            row ->
                row.text("kind").equals(workload.kind().name())
                    && row.optionalText("tenant").equals(workload.tenant().map(TenantId::value)),
            workload.id().value());
    if (isSame.filter(same -> !same).isPresent()) {
      throw new InUse(tx, "workload " + workload.id())
          .conflict("one of another kind or tenant was called so");
    }
  }

  /**
   * Revokes the workload's API keys; answers how many there were.
   *
   * @throws DenialException {@code STATE_CONFLICT} if no administrator would be left who can log in
   */
  public static int revokeApiKeys(Transaction tx, WorkloadId id) {
    Workload workload = require(tx, id);
    int revoked = ApiKeys.revokeAll(tx, id);
    if (revoked > 0 && !canLogIn(tx, workload)) {
      requireAnotherOperator(tx, workload);
    }
    return revoked;
  }

  /** Replacing a workload may disable it or take its role or its credentials, too. */
  static void requireOperatorLeft(Transaction tx, Workload workload) {
    if (workload.disabled() || !isFull(workload) || !canLogIn(tx, workload)) {
      Workloads.find(tx, workload.id()).ifPresent(former -> requireAnotherOperator(tx, former));
    }
  }

  private static Workload require(Transaction tx, WorkloadId id) {
    return Workloads.find(tx, id)
        .orElseThrow(() -> new DenialException(DenialReason.ENTITY_NOT_FOUND, "workload " + id));
  }

  /** Whoever is registered and has nothing to prove it by administers nothing. */
  private static void requireAnotherOperator(Transaction tx, Workload workload) {
    boolean isAlone =
        Workloads.list(tx, Optional.empty()).stream()
            .filter(other -> !other.id().equals(workload.id()))
            .noneMatch(other -> !other.disabled() && isFull(other) && canLogIn(tx, other));
    if (isFull(workload) && !workload.disabled() && isAlone) {
      throw new InUse(tx, "workload " + workload.id()).conflict("no other administrator counts");
    }
  }

  /** A SPIFFE id proves somebody to the gateway alone. */
  private static boolean canLogIn(Transaction tx, Workload operator) {
    return !operator.credentials().publicKeys().isEmpty()
        || !operator.credentials().thumbprints().isEmpty()
        || ApiKeys.has(tx, operator.id());
  }

  private static boolean isFull(Workload workload) {
    return workload.tenant().isEmpty()
        && workload.administratorRoles().contains(AdministratorRole.ADMINISTRATOR);
  }

  private static void requireUnused(Transaction tx, Workload workload) {
    InUse use =
        new InUse(tx, "workload " + workload.id())
            .unless(
                "open delegation",
                "SELECT id AS name FROM delegation WHERE state IN ('ISSUED', 'ACTIVE') AND"
                    + " requesting_workload = ?",
                workload.id().value());
    workload.downstream().map(Audience::value).ifPresent(name -> requireUncalled(use, name));
    workload.taskQueues().forEach(queue -> requireServedByAnother(use, workload, queue));
  }

  /** A route lists what it calls as {@code name MODE}, one a line. */
  private static void requireUncalled(InUse use, String downstream) {
    use.unless(
        "route",
        routes(
            use.tx(),
            row ->
                row.texts("downstreams").stream()
                    .anyMatch(each -> each.startsWith(downstream + " "))));
  }

  private static void requireServedByAnother(InUse use, Workload workload, TaskQueue queue) {
    boolean isServed =
        !use.tx()
            .query(
                "SELECT workload FROM workload_queue WHERE namespace = ? AND name = ? AND workload"
                    + " <> ? LIMIT 1",
                row -> row.text("workload"),
                queue.namespace(),
                queue.name(),
                workload.id().value())
            .isEmpty();
    if (!isServed) {
      use.unless(
          "the queue " + queue + " of route",
          routes(
              use.tx(),
              row ->
                  row.text("namespace").equals(queue.namespace())
                      && row.texts("task_queues").contains(queue.name())));
    }
  }

  private static List<String> routes(Transaction tx, Predicate<Row> condition) {
    return tx
        .query(
            "SELECT tenant, name, namespace, task_queues, downstreams FROM route ORDER BY tenant,"
                + " name",
            row ->
                condition.test(row)
                    ? Optional.of(row.text("tenant") + "/" + row.text("name"))
                    : Optional.<String>empty())
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }
}
