package dev.locum.authservice.tenant;

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

  private Tenants() {}

  /** The tenant, enabled or not. */
  public static Optional<Tenant> find(Transaction tx, TenantId id) {
    return tx.queryOne("SELECT * FROM tenant WHERE name = ?", Tenants::read, id.value());
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

  private static Tenant read(Row row) {
    return new Tenant(new TenantId(row.text("name")), row.flag("disabled"));
  }
}
