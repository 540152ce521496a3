package dev.locum.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.TenantId;
import dev.locum.token.VerifiedAccessToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Denial is monotone: taking a grant away never allows more. Worlds and removals are generated from
 * a fixed seed; a failure names the case.
 */
final class MonotoneDenialTest {

  private static final int CASES = 3_000;
  private static final TenantId TENANT = new TenantId("alice");
  private static final List<String> ROLES = List.of("one", "two", "three");
  private static final List<RouteName> ROUTES =
      List.of(new RouteName("trip"), new RouteName("rent"));
  private static final List<Action> ACTIONS =
      List.of(new Action("a"), new Action("b"), new Action("c"), new Action("d"));

  @Test
  void decide_afterAGrantIsTakenAway_neverAllowsMore() {
    Random random = new Random(20261123);
    int allowed = 0;
    int narrowed = 0;
    for (int i = 0; i < CASES; i++) {
      World world = World.generate(random);
      World smaller = world.without(random);
      AccessRequest request = world.request(random);
      AccessRequest sameOfSmaller =
          new AccessRequest(smaller.user(), request.actions(), request.route(), request.context());

      ActionSet before = permitted(new BuiltInPolicy(world.data()).decide(request));
      ActionSet after = permitted(new BuiltInPolicy(smaller.data()).decide(sameOfSmaller));

      assertThat(before.containsAll(after)).as("case %s: %s then %s", i, before, after).isTrue();
      allowed += before.isEmpty() ? 0 : 1;
      narrowed += before.equals(after) ? 0 : 1;
    }
    // The property would hold of a policy that denies everything; this one does not.
    assertThat(allowed).isGreaterThan(CASES / 10);
    assertThat(narrowed).isGreaterThan(CASES / 50);
  }

  private static ActionSet permitted(Decision<Obligations> decision) {
    return decision instanceof Decision.Allow<Obligations> allow
        ? allow.obligations().actions()
        : ActionSet.empty();
  }

  /** A random tenant and a user of it. */
  private record World(
      Map<String, RoleGrant> roles, Map<RouteName, ActionSet> routes, Set<String> userRoles) {

    static World generate(Random random) {
      Map<String, RoleGrant> roles = new HashMap<>();
      for (String role : ROLES) {
        roles.put(
            role,
            new RoleGrant(
                Set.copyOf(some(ROUTES, random)), ActionSet.of(some(ACTIONS, random)), false));
      }
      Map<RouteName, ActionSet> routes = new HashMap<>();
      for (RouteName route : some(ROUTES, random)) {
        routes.put(route, ActionSet.of(some(ACTIONS, random)));
      }
      return new World(roles, routes, Set.copyOf(some(ROLES, random)));
    }

    /** The same world with one thing less. */
    World without(Random random) {
      Map<String, RoleGrant> lessRoles = new HashMap<>(roles);
      Map<RouteName, ActionSet> lessRoutes = new HashMap<>(routes);
      Set<String> lessUserRoles = new HashSet<>(userRoles);
      String role = ROLES.get(random.nextInt(ROLES.size()));
      RouteName route = ROUTES.get(random.nextInt(ROUTES.size()));
      ActionSet action = ActionSet.of(List.of(ACTIONS.get(random.nextInt(ACTIONS.size()))));
      switch (random.nextInt(6)) {
        case 0 -> lessUserRoles.remove(role);
        case 1 -> lessRoles.remove(role);
        case 2 -> lessRoutes.remove(route);
        case 3 -> lessRoutes.computeIfPresent(route, (name, all) -> all.without(action));
        case 4 -> lessRoles.computeIfPresent(role, (name, grant) -> less(grant, action));
        default -> lessRoles.computeIfPresent(role, (name, grant) -> less(grant, route));
      }
      return new World(lessRoles, lessRoutes, lessUserRoles);
    }

    AccessRequest request(Random random) {
      List<Action> asked = random.nextBoolean() ? List.of() : some(ACTIONS, random);
      return new AccessRequest(
          user(),
          ActionSet.of(asked),
          ROUTES.get(random.nextInt(ROUTES.size())),
          AccessContext.none());
    }

    VerifiedAccessToken user() {
      return Principals.user(TENANT.value(), "ada", userRoles);
    }

    PolicyData data() {
      Map<RouteName, RouteRule> rules = new HashMap<>();
      routes.forEach((name, actions) ->
          rules.put(
              name,
              new RouteRule(
                  actions, List.of(), List.of("q"), RouteLimits.of(Duration.ofHours(1)))));
      return PolicyData.of(TENANT, new TenantPolicy(roles, rules));
    }

    private static RoleGrant less(RoleGrant grant, ActionSet action) {
      return new RoleGrant(grant.routes(), grant.actions().without(action), false);
    }

    private static RoleGrant less(RoleGrant grant, RouteName route) {
      Set<RouteName> routes = new HashSet<>(grant.routes());
      routes.remove(route);
      return new RoleGrant(routes, grant.actions(), false);
    }

    private static <T> List<T> some(List<T> all, Random random) {
      List<T> some = new ArrayList<>();
      for (T each : all) {
        if (random.nextInt(3) > 0) {
          some.add(each);
        }
      }
      return some;
    }
  }
}
