package dev.locum.authservice.route;

import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.InUse;
import dev.locum.policy.RouteName;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/**
 * Removes routes, roles and downstreams that nothing refers to, in the transaction of the caller.
 */
public final class RuleRemoval {

  private RuleRemoval() {}

  /**
   * Disables or enables a route.
   *
   * @return whether it was otherwise before
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown
   */
  public static boolean setDisabled(
      Transaction tx, TenantId tenant, RouteName name, boolean disabled) {
    requireRoute(tx, tenant, name);
    return tx.update(
            "UPDATE route SET disabled = ? WHERE tenant = ? AND name = ? AND disabled <> ?",
            disabled,
            tenant.value(),
            name.value(),
            disabled)
        > 0;
  }

  /**
   * Removes a route.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown; {@code STATE_CONFLICT} if
   *     work of it is open, or a role names it: whatever is called so later would be theirs
   */
  public static void removeRoute(Transaction tx, TenantId tenant, RouteName name) {
    requireRoute(tx, tenant, name);
    List<String> roles =
        Rules.roles(tx, tenant).stream()
            .filter(role -> role.grant().routes().contains(name))
            .map(Role::name)
            .toList();
    new InUse(tx, "route " + tenant + "/" + name)
        .unless("role", roles)
        .unless(
            "open delegation",
            "SELECT id AS name FROM delegation WHERE state IN ('ISSUED', 'ACTIVE') AND tenant = ?"
                + " AND route = ?",
            tenant.value(),
            name.value());
    tx.update("DELETE FROM route WHERE tenant = ? AND name = ?", tenant.value(), name.value());
  }

  /**
   * Removes a role.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown; {@code STATE_CONFLICT} if a
   *     user has it
   */
  public static void removeRole(Transaction tx, TenantId tenant, String name) {
    if (Rules.roles(tx, tenant).stream().noneMatch(role -> role.name().equals(name))) {
      throw new DenialException(
          DenialReason.ENTITY_NOT_FOUND, "a role of this name in tenant " + tenant);
    }
    new InUse(tx, "role " + tenant + "/" + name).unless("user", usersWith(tx, tenant, name));
    tx.update("DELETE FROM tenant_role WHERE tenant = ? AND name = ?", tenant.value(), name);
  }

  private static List<String> usersWith(Transaction tx, TenantId tenant, String role) {
    return tx
        .query(
            "SELECT name, roles FROM user_account WHERE tenant = ? ORDER BY name",
            row ->
                row.texts("roles").contains(role) ? List.of(row.text("name")) : List.<String>of(),
            tenant.value())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Removes a downstream.
   *
   * @throws DenialException {@code ENTITY_NOT_FOUND} if it is unknown; {@code STATE_CONFLICT} if a
   *     route calls it, or a workload answers to the name or gets tokens for it
   */
  public static void removeDownstream(Transaction tx, Audience name) {
    if (Rules.findDownstream(tx, name).isEmpty()) {
      throw new DenialException(DenialReason.ENTITY_NOT_FOUND, "downstream " + name);
    }
    new InUse(tx, "downstream " + name)
        .unless("route", Rules.routesCalling(tx, name))
        .unless("workload", "SELECT id AS name FROM workload WHERE downstream = ?", name.value())
        .unless("service audience of workload", workloadsFor(tx, name));
    tx.update("DELETE FROM downstream WHERE name = ?", name.value());
  }

  private static List<String> workloadsFor(Transaction tx, Audience name) {
    return tx
        .query(
            "SELECT id, service_audiences FROM workload ORDER BY id",
            row ->
                row.texts("service_audiences").contains(name.value())
                    ? List.of(row.text("id"))
                    : List.<String>of())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static void requireRoute(Transaction tx, TenantId tenant, RouteName name) {
    if (Rules.findRoute(tx, tenant, name).isEmpty()) {
      throw new DenialException(DenialReason.ENTITY_NOT_FOUND, "route " + tenant + "/" + name);
    }
  }
}
