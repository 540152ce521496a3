package dev.locum.authservice.namespace;

import dev.locum.authservice.store.Lists;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.InUse;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The namespaces, in the transaction of the caller. */
public final class Namespaces {

  private Namespaces() {}

  /** All of them, by name. */
  public static List<Namespace> list(Transaction tx) {
    return tx.query("SELECT * FROM namespace ORDER BY name", Namespaces::read);
  }

  /** The namespace of this name. */
  public static Optional<Namespace> find(Transaction tx, String name) {
    return tx.queryOne("SELECT * FROM namespace WHERE name = ?", Namespaces::read, name);
  }

  /**
   * Registers a namespace or replaces it as a whole.
   *
   * @throws DenialException {@code STATE_CONFLICT} if its tenant would change; {@code
   *     ALREADY_OWNED} if it would become one tenant's and another owns a queue in it; {@code
   *     ENTITY_NOT_FOUND} if the tenant is unknown
   */
  public static void put(Transaction tx, Namespace namespace, Instant now) {
    namespace.tenant().ifPresent(tenant -> Tenants.require(tx, tenant));
    find(tx, namespace.name()).ifPresent(former -> requireSame(former, namespace));
    namespace.tenant().ifPresent(tenant -> requireNoOther(tx, namespace.name(), tenant));
    tx.update(
        "INSERT INTO namespace (name, tenant, delegations, credentials, created_at)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
            + " delegations = excluded.delegations, credentials = excluded.credentials",
        namespace.name(),
        namespace.tenant().map(TenantId::value).orElse(null),
        namespace.delegations().name(),
        Lists.join(namespace.credentials().stream().map(Enum::name).sorted().toList()),
        now);
  }

  /**
   * Removes one; nobody reaches it through the gateway then.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown; {@code STATE_CONFLICT} if a
   *     worker serves a queue in it, or a route starts work in it
   */
  public static void remove(Transaction tx, String name) {
    if (find(tx, name).isEmpty()) {
      throw new DenialException(DenialReason.ENTITY_NOT_FOUND, "a namespace of this name");
    }
    new InUse(tx, "namespace " + name)
        .unless(
            "route", "SELECT tenant || '/' || name AS name FROM route WHERE namespace = ?", name)
        .unless(
            "workload", "SELECT workload AS name FROM workload_queue WHERE namespace = ?", name);
    tx.update("DELETE FROM namespace WHERE name = ?", name);
  }

  private static void requireSame(Namespace former, Namespace namespace) {
    if (!former.tenant().equals(namespace.tenant())) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "namespace " + namespace.name() + ": its tenant never changes");
    }
  }

  private static void requireNoOther(Transaction tx, String name, TenantId tenant) {
    List<String> others =
        tx.query(
            "SELECT tenant FROM task_queue WHERE namespace = ? AND tenant <> ? LIMIT 1",
            row -> row.text("tenant"),
            name,
            tenant.value());
    if (!others.isEmpty()) {
      throw new DenialException(
          DenialReason.ALREADY_OWNED, "namespace " + name + ": another tenant has a queue in it");
    }
  }

  private static Namespace read(Row row) {
    return new Namespace(
        row.text("name"),
        row.optionalText("tenant").map(TenantId::new),
        DelegationRule.valueOf(row.text("delegations")),
        row.texts("credentials").stream().map(CredentialKind::valueOf).collect(Collectors.toSet()));
  }
}
