package dev.locum.authservice.tenant;

import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tenants, in the transaction of the caller. */
public final class Tenants {

  private static final Question.OfRecords<Tenant> BY_NAME =
      Question.ofRecords("SELECT * FROM tenant WHERE name = ?", Tenants::read);

  private Tenants() {}

  /** The tenant, enabled or not. */
  public static Optional<Tenant> find(Transaction tx, TenantId id) {
    return tx.askOne(BY_NAME, id.value());
  }

  /**
   * The tenant, if somebody of it may act.
   *
   * @throws DenialException {@code TENANT_DISABLED} if it is unknown or disabled
   */
  public static Tenant requireEnabled(Transaction tx, TenantId id) {
    return find(tx, id)
        .filter(tenant -> !tenant.disabled())
        .orElseThrow(() -> new DenialException(DenialReason.TENANT_DISABLED, "tenant " + id));
  }

  /**
   * The tenant, for somebody who administers.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown
   */
  public static Tenant require(Transaction tx, TenantId id) {
    return find(tx, id)
        .orElseThrow(() -> new DenialException(DenialReason.ENTITY_NOT_FOUND, "tenant " + id));
  }

  /** All of them, by name. */
  public static List<Tenant> list(Transaction tx) {
    return tx.query("SELECT * FROM tenant ORDER BY name", Tenants::read);
  }

  /** Makes or replaces one. */
  public static void put(Transaction tx, Tenant tenant, Instant now) {
    tx.update(
        "INSERT INTO tenant (name, disabled, created_at) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET disabled = excluded.disabled",
        tenant.id().value(),
        tenant.disabled(),
        now);
  }

  /**
   * Disables or enables it.
   *
   * @return whether it was otherwise before
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown
   */
  public static boolean setDisabled(Transaction tx, TenantId id, boolean disabled) {
    require(tx, id);
    return tx.update(
            "UPDATE tenant SET disabled = ? WHERE name = ? AND disabled <> ?",
            disabled,
            id.value(),
            disabled)
        > 0;
  }

  /**
   * Removes one that nobody has ever acted for; the queues that it owned belong to nobody then.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown; {@code STATE_CONFLICT} if
   *     something of it is left, or it has had users or delegations: its trail is another's then
   */
  public static void remove(Transaction tx, TenantId id) {
    require(tx, id);
    new InUse(tx, "tenant " + id)
        .unless("user", "SELECT name FROM user_account WHERE tenant = ?", id.value())
        .unless("delegation", "SELECT id AS name FROM delegation WHERE tenant = ?", id.value())
        .unless("workload", "SELECT id AS name FROM workload WHERE tenant = ?", id.value())
        .unless("client", "SELECT id AS name FROM oauth_client WHERE tenant = ?", id.value())
        .unless("route", "SELECT name FROM route WHERE tenant = ?", id.value())
        .unless("role", "SELECT name FROM tenant_role WHERE tenant = ?", id.value())
        .unless("namespace", "SELECT name FROM namespace WHERE tenant = ?", id.value());
    tx.update("DELETE FROM task_queue WHERE tenant = ?", id.value());
    tx.update("DELETE FROM tenant WHERE name = ?", id.value());
  }

  private static Tenant read(Row row) {
    return new Tenant(new TenantId(row.text("name")), row.flag("disabled"));
  }
}
