package dev.locum.policy;

import dev.locum.token.AccessClaims;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The built-in policy: roles grant actions on routes, routes bound what anybody may do. An action
 * is allowed on a route when the route has it and one of the user's roles grants both the route and
 * the action; grants of two roles do not combine. Immutable and thread-safe.
 */
public final class BuiltInPolicy implements AccessPolicy {

  private final PolicyData data;

  /** Decides by this data. */
  public BuiltInPolicy(PolicyData data) {
    this.data = data;
  }

  @Override
  public Decision<Obligations> decide(AccessRequest request) {
    try {
      TenantPolicy tenant = tenant(request);
      RouteRule route = route(tenant, request.route());
      ActionSet allowed = allowed(tenant, route, request);
      return Decision.allow(
          new Obligations(
              allowed,
              compensations(route, allowed),
              taskQueues(route, request.context()),
              lifetime(route, request.context()),
              route.limits()));
    } catch (DenialException e) {
      return new Decision.Deny<>(e.rejection());
    }
  }

  @Override
  public Decision<WorkAccess> decideWork(WorkRequest request) {
    AccessClaims user = request.principal().claims();
    if (user.tenant().equals(request.tenant())) {
      if (user.subject().equals(request.owner())) {
        return Decision.allow(WorkAccess.OWNER);
      }
      boolean manages =
          data.of(user.tenant()).map(tenant -> grants(tenant, user)).orElse(List.of()).stream()
              .anyMatch(RoleGrant::managesWork);
      if (manages) {
        return Decision.allow(WorkAccess.MANAGER);
      }
    }
    // Not "forbidden": whose work it is, and that there is one, is nobody else's business (S3-31).
    return Decision.deny(DenialReason.WORK_NOT_FOUND, "the work is another's");
  }

  private TenantPolicy tenant(AccessRequest request) {
    return data.of(request.principal().claims().tenant())
        .orElseThrow(() -> denied(DenialReason.TENANT_DISABLED, "tenant: no rules"));
  }

  private static RouteRule route(TenantPolicy tenant, RouteName name) {
    RouteRule route = tenant.routes().get(name);
    if (route == null) {
      throw denied(DenialReason.ROUTE_NOT_FOUND, "route: " + name);
    }
    return route;
  }

  private static ActionSet allowed(TenantPolicy tenant, RouteRule route, AccessRequest request) {
    ActionSet usable = usable(tenant, route, request);
    if (request.actions().isEmpty()) {
      if (usable.isEmpty()) {
        throw denied(DenialReason.ROLE_LACKS_ACTION, "no action of the route");
      }
      return usable;
    }
    ActionSet undeclared = request.actions().without(route.actions());
    if (!undeclared.isEmpty()) {
      throw denied(DenialReason.ACTION_NOT_DECLARED, "not of the route: " + undeclared);
    }
    // Refused, never cut: work that silently may do less fails half-way (S3-29, S3-45).
    ActionSet lacking = request.actions().without(usable);
    if (!lacking.isEmpty()) {
      throw denied(DenialReason.ROLE_LACKS_ACTION, "not of the user's roles: " + lacking);
    }
    return request.actions();
  }

  /** The actions of the route that some role of the user grants together with the route. */
  private static ActionSet usable(TenantPolicy tenant, RouteRule route, AccessRequest request) {
    List<RoleGrant> onRoute =
        grants(tenant, request.principal().claims()).stream()
            .filter(grant -> grant.routes().contains(request.route()))
            .toList();
    if (onRoute.isEmpty()) {
      throw denied(DenialReason.ROLE_LACKS_ROUTE, "route: " + request.route());
    }
    TreeSet<Action> granted = new TreeSet<>();
    for (RoleGrant grant : onRoute) {
      granted.addAll(grant.actions().intersect(route.actions()).toSet());
    }
    return ActionSet.of(granted);
  }

  private static List<RoleGrant> grants(TenantPolicy tenant, AccessClaims user) {
    return user.roles().stream().map(tenant.roles()::get).filter(Objects::nonNull).toList();
  }

  private static List<Compensation> compensations(RouteRule route, ActionSet allowed) {
    return route.compensations().stream()
        .filter(each -> allowed.contains(each.action()) && allowed.contains(each.undoes()))
        .toList();
  }

  /** The route's queues with the chosen one first. */
  private static List<String> taskQueues(RouteRule route, AccessContext context) {
    if (context.taskQueue().isEmpty()) {
      return route.taskQueues();
    }
    String chosen = context.taskQueue().get();
    if (!route.taskQueues().contains(chosen)) {
      throw denied(DenialReason.LIMIT_EXCEEDED, "task queue: not of the route");
    }
    List<String> queues = new ArrayList<>(route.taskQueues());
    queues.remove(chosen);
    queues.add(0, chosen);
    return queues;
  }

  private static Duration lifetime(RouteRule route, AccessContext context) {
    Duration most = route.limits().delegation();
    Duration asked = context.lifetime().orElse(most);
    if (asked.compareTo(Duration.ofSeconds(1)) < 0 || asked.compareTo(most) > 0) {
      throw denied(
          DenialReason.LIMIT_EXCEEDED, "lifetime: " + asked + " (expected: PT1S to " + most + ")");
    }
    return asked;
  }

  private static DenialException denied(DenialReason reason, String detail) {
    return new DenialException(reason, detail);
  }
}
