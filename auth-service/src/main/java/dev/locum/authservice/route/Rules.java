package dev.locum.authservice.route;

import dev.locum.authservice.client.ClientNames;
import dev.locum.authservice.store.Lists;
import dev.locum.authservice.store.Question;
import dev.locum.authservice.store.Row;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.Tenant;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.workload.TaskQueue;
import dev.locum.authservice.workload.Workloads;
import dev.locum.policy.PolicyData;
import dev.locum.policy.RoleGrant;
import dev.locum.policy.RouteName;
import dev.locum.policy.RouteRule;
import dev.locum.policy.TenantPolicy;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Routes, roles and downstreams, in the transaction of the caller. */
public final class Rules {

  private static final Question.OfRecords<Route> ROUTE =
      Question.ofRecords("SELECT * FROM route WHERE tenant = ? AND name = ?", RouteRows::read);
  private static final Question.OfRecords<Route> ROUTES =
      Question.ofRecords("SELECT * FROM route WHERE tenant = ? ORDER BY name", RouteRows::read);
  private static final Question.OfRecords<Downstream> DOWNSTREAM =
      Question.ofRecords("SELECT * FROM downstream WHERE name = ?", Rules::readDownstream);
  private static final Question.OfRecords<Role> ROLES =
      Question.ofRecords(
          "SELECT * FROM tenant_role WHERE tenant = ? ORDER BY name", Rules::readRole);

  private Rules() {}

  /** The route of the tenant, disabled or not. */
  public static Optional<Route> findRoute(Transaction tx, TenantId tenant, RouteName name) {
    return tx.askOne(ROUTE, tenant.value(), name.value());
  }

  public static List<Route> routes(Transaction tx, TenantId tenant) {
    return tx.ask(ROUTES, tenant.value());
  }

  /** The routes that may be used, of every tenant that may. */
  public static List<Route> enabledRoutes(Transaction tx) {
    return tx.query(
        "SELECT * FROM route WHERE disabled = ? AND tenant IN"
            + " (SELECT name FROM tenant WHERE disabled = ?) ORDER BY tenant, name",
        RouteRows::read,
        false,
        false);
  }

  /**
   * Makes a route or replaces it as a whole.
   *
   * @throws DenialException {@code REQUEST_INVALID} if a queue is not its tenant's (S3-57), a
   *     downstream is unknown, or a delegation token would go to an external one (S3-37, S3-40)
   */
  public static void putRoute(Transaction tx, Route route) {
    Tenants.require(tx, route.tenant());
    for (String queue : route.rule().taskQueues()) {
      Optional<TenantId> owner =
          Workloads.ownerOfQueue(tx, new TaskQueue(route.namespace(), queue));
      if (!owner.equals(Optional.of(route.tenant()))) {
        throw invalid(
            "task queue of the route: not the tenant's (register a worker that serves it first)");
      }
    }
    route.downstreams().forEach(each -> requireFit(tx, each));
    RouteRows.write(tx, route);
  }

  public static Optional<Downstream> findDownstream(Transaction tx, Audience name) {
    return tx.askOne(DOWNSTREAM, name.value());
  }

  public static List<Downstream> downstreams(Transaction tx) {
    return tx.query("SELECT * FROM downstream ORDER BY name", Rules::readDownstream);
  }

  /**
   * Makes a downstream or replaces it as a whole.
   *
   * @throws DenialException {@code STATE_CONFLICT} if it would become external while a route sends
   *     it delegation tokens; {@code ALREADY_OWNED} if a client has the name
   */
  public static void putDownstream(Transaction tx, Downstream downstream) {
    ClientNames.requireNoClient(tx, "downstream " + downstream.name(), downstream.name().value());
    if (!downstream.internal() && isSentDelegations(tx, downstream.name())) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "downstream " + downstream.name() + ": a route forwards to it");
    }
    tx.update(
        "INSERT INTO downstream (name, actions, internal, token_lifetime, sender_constraint)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET actions = excluded.actions,"
            + " internal = excluded.internal, token_lifetime = excluded.token_lifetime,"
            + " sender_constraint = excluded.sender_constraint",
        downstream.name().value(),
        downstream.actions().toScope(),
        downstream.internal(),
        downstream.tokenLifetime().toSeconds(),
        downstream.senderConstraint().name());
  }

  public static List<Role> roles(Transaction tx, TenantId tenant) {
    return tx.ask(ROLES, tenant.value());
  }

  /** Makes a role or replaces it as a whole. */
  public static void putRole(Transaction tx, Role role) {
    Tenants.require(tx, role.tenant());
    tx.update(
        "INSERT INTO tenant_role (tenant, name, routes, actions, manages_work) VALUES (?, ?, ?, ?,"
            + " ?) ON CONFLICT (tenant, name) DO UPDATE SET routes = excluded.routes, actions ="
            + " excluded.actions, manages_work = excluded.manages_work",
        role.tenant().value(),
        role.name(),
        Lists.join(role.grant().routes().stream().map(RouteName::value).sorted().toList()),
        role.grant().actions().toScope(),
        role.grant().managesWork());
  }

  /**
   * What the policy decides by for the users of one tenant; nothing if it is unknown or disabled.
   */
  public static PolicyData policyOf(Transaction tx, TenantId tenant) {
    Optional<Tenant> enabled = Tenants.find(tx, tenant).filter(each -> !each.disabled());
    if (enabled.isEmpty()) {
      return new PolicyData(Map.of());
    }
    Map<RouteName, RouteRule> routes = new LinkedHashMap<>();
    routes(tx, tenant).stream()
        .filter(route -> !route.disabled())
        .forEach(route -> routes.put(route.name(), route.rule()));
    Map<String, RoleGrant> roles =
        roles(tx, tenant).stream().collect(Collectors.toMap(Role::name, Role::grant));
    return PolicyData.of(tenant, new TenantPolicy(roles, routes));
  }

  private static void requireFit(Transaction tx, RouteDownstream each) {
    Downstream downstream =
        findDownstream(tx, each.downstream())
            .orElseThrow(() -> invalid("downstream " + each.downstream() + ": unknown"));
    if (each.mode().sendsDelegation() && !downstream.internal()) {
      throw invalid(
          "downstream " + each.downstream() + ": external (expected: EXCHANGE or ON_BEHALF)");
    }
  }

  /** The routes that call a downstream, as {@code tenant/name}. */
  static List<String> routesCalling(Transaction tx, Audience downstream) {
    return tx.query("SELECT * FROM route ORDER BY tenant, name", RouteRows::read).stream()
        .filter(route -> route.modeOf(downstream).isPresent())
        .map(route -> route.tenant() + "/" + route.name())
        .toList();
  }

  private static boolean isSentDelegations(Transaction tx, Audience downstream) {
    return tx.query("SELECT * FROM route", RouteRows::read).stream()
        .anyMatch(
            route -> route.modeOf(downstream).filter(DownstreamMode::sendsDelegation).isPresent());
  }

  private static Downstream readDownstream(Row row) {
    return new Downstream(
        new Audience(row.text("name")),
        ActionSet.parse(row.text("actions")),
        row.flag("internal"),
        Duration.ofSeconds(row.number("token_lifetime")),
        SenderConstraint.valueOf(row.text("sender_constraint")));
  }

  private static Role readRole(Row row) {
    return new Role(
        new TenantId(row.text("tenant")),
        row.text("name"),
        new RoleGrant(
            row.texts("routes").stream().map(RouteName::new).collect(Collectors.toSet()),
            ActionSet.parse(row.text("actions")),
            row.flag("manages_work")));
  }

  private static DenialException invalid(String detail) {
    return new DenialException(DenialReason.REQUEST_INVALID, detail);
  }
}
