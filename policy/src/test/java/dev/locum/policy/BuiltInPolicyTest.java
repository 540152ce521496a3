package dev.locum.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.ActionSet;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule of the built-in policy. That denial is monotone is in {@link MonotoneDenialTest}. */
final class BuiltInPolicyTest {

  private static final VerifiedAccessToken ADA = Principals.user("alice", "ada", Set.of("rider"));

  private final AccessPolicy policy = new BuiltInPolicy(DemoPolicy.data());

  @Test
  void decide_riderAsksForNothingInParticular_allowsAllOfTheRoute() {
    Obligations obligations = policy.decide(request(ADA, ActionSet.empty())).orElseThrow();

    assertThat(obligations.actions()).isEqualTo(DemoPolicy.ACTIONS);
    assertThat(obligations.compensations()).isEqualTo(DemoPolicy.COMPENSATIONS);
    assertThat(obligations.lifetime()).isEqualTo(Duration.ofDays(1));
    assertThat(obligations.taskQueues()).containsExactly("queue-alice", "queue-alice-slow");
  }

  @Test
  void decide_actionsNamed_allowsThoseOnlyAndTheirCompensations() {
    ActionSet asked = ActionSet.ofNames("fleet.reserve", "fleet.release", "billing.charge");

    Obligations obligations = policy.decide(request(ADA, asked)).orElseThrow();

    assertThat(obligations.actions()).isEqualTo(asked);
    assertThat(obligations.compensations())
        .containsExactly(DemoPolicy.compensation("fleet.release", "fleet.reserve"));
  }

  /** S3-29: more than the user's rights is refused, not cut. */
  @Test
  void decide_actionThatTheRolesLack_deniesTheWholeRequest() {
    AccessPolicy narrow =
        policyWith(
            Map.of(
                "rider",
                new RoleGrant(Set.of(DemoPolicy.TRIP), ActionSet.ofNames("fleet.reserve"), false)));

    assertThat(
            reason(
                narrow.decide(request(ADA, ActionSet.ofNames("fleet.reserve", "billing.charge")))))
        .isEqualTo(DenialReason.ROLE_LACKS_ACTION);
  }

  @Test
  void decide_viewerWithoutActions_isDenied() {
    VerifiedAccessToken vic = Principals.user("alice", "vic", Set.of("viewer"));

    assertThat(reason(policy.decide(request(vic, ActionSet.empty()))))
        .isEqualTo(DenialReason.ROLE_LACKS_ACTION);
    assertThat(reason(policy.decide(request(vic, ActionSet.ofNames("fleet.reserve")))))
        .isEqualTo(DenialReason.ROLE_LACKS_ACTION);
  }

  @Test
  void decide_noRoleOrAnUnknownOne_isDenied() {
    assertThat(
            reason(
                policy.decide(
                    request(Principals.user("alice", "eve", Set.of()), ActionSet.empty()))))
        .isEqualTo(DenialReason.ROLE_LACKS_ROUTE);
    assertThat(
            reason(
                policy.decide(
                    request(Principals.user("alice", "eve", Set.of("admin")), ActionSet.empty()))))
        .isEqualTo(DenialReason.ROLE_LACKS_ROUTE);
  }

  /** Grants of two roles do not combine: neither of them was given that action on that route. */
  @Test
  void decide_routeOfOneRoleAndActionOfAnother_isDenied() {
    AccessPolicy split =
        policyWith(
            Map.of(
                "starter", new RoleGrant(Set.of(DemoPolicy.TRIP), ActionSet.empty(), false),
                "actor", new RoleGrant(Set.of(), DemoPolicy.ACTIONS, false)));

    assertThat(
            reason(
                split.decide(
                    request(
                        Principals.user("alice", "ada", Set.of("starter", "actor")),
                        ActionSet.ofNames("fleet.reserve")))))
        .isEqualTo(DenialReason.ROLE_LACKS_ACTION);
  }

  @Test
  void decide_actionThatTheRouteDoesNotDeclare_isDeniedThoughTheRoleHasIt() {
    AccessPolicy wide =
        policyWith(
            Map.of(
                "rider",
                new RoleGrant(Set.of(DemoPolicy.TRIP), ActionSet.ofNames("iam.delete"), false)));

    assertThat(reason(wide.decide(request(ADA, ActionSet.ofNames("iam.delete")))))
        .isEqualTo(DenialReason.ACTION_NOT_DECLARED);
  }

  @Test
  void decide_routeThatTheTenantHasNot_isNotFound() {
    AccessRequest other =
        new AccessRequest(ADA, ActionSet.empty(), new RouteName("payroll"), AccessContext.none());

    assertThat(reason(policy.decide(other))).isEqualTo(DenialReason.ROUTE_NOT_FOUND);
  }

  @Test
  void decide_tenantWithoutRules_isDenied() {
    VerifiedAccessToken carol = Principals.user("carol", "carol", Set.of("rider"));

    assertThat(reason(policy.decide(request(carol, ActionSet.empty()))))
        .isEqualTo(DenialReason.TENANT_DISABLED);
  }

  @Test
  void decide_withNoDataAtAll_isDenied() {
    AccessPolicy nothing = new BuiltInPolicy(new PolicyData(Map.of()));

    assertThat(nothing.decide(request(ADA, ActionSet.empty())).isAllowed()).isFalse();
    assertThat(
            nothing
                .decideWork(new WorkRequest(ADA, new TenantId("alice"), new Subject("other")))
                .isAllowed())
        .isFalse();
  }

  @Test
  void decide_lifetimeWithinTheLimit_isObliged() {
    assertThat(
            policy
                .decide(withContext(Optional.of(Duration.ofHours(2)), Optional.empty()))
                .orElseThrow()
                .lifetime())
        .isEqualTo(Duration.ofHours(2));
  }

  @Test
  void decide_lifetimeOutsideTheLimit_isDenied() {
    for (Duration lifetime :
        List.of(Duration.ofDays(1).plusMillis(1), Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThat(reason(policy.decide(withContext(Optional.of(lifetime), Optional.empty()))))
          .isEqualTo(DenialReason.LIMIT_EXCEEDED);
    }
  }

  /** S3-57: the trigger cannot choose a queue that the tenant does not own. */
  @Test
  void decide_taskQueueOfAnotherTenant_isDenied() {
    assertThat(reason(policy.decide(withContext(Optional.empty(), Optional.of("queue-bob")))))
        .isEqualTo(DenialReason.LIMIT_EXCEEDED);
  }

  @Test
  void decide_secondTaskQueueOfTheRoute_comesFirst() {
    assertThat(
            policy
                .decide(withContext(Optional.empty(), Optional.of("queue-alice-slow")))
                .orElseThrow()
                .taskQueues())
        .containsExactly("queue-alice-slow", "queue-alice");
  }

  @Test
  void decideWork_ownWork_isAllowedToItsOwner() {
    assertThat(work("alice", "ada", Set.of(), "alice", "ada"))
        .isEqualTo(Decision.allow(AccessPolicy.WorkAccess.OWNER));
  }

  @Test
  void decideWork_colleaguesWork_isAllowedToManagersOnly() {
    assertThat(work("alice", "max", Set.of("dispatcher"), "alice", "ada"))
        .isEqualTo(Decision.allow(AccessPolicy.WorkAccess.MANAGER));
    assertThat(reason(work("alice", "max", Set.of("rider"), "alice", "ada")))
        .isEqualTo(DenialReason.WORK_NOT_FOUND);
  }

  /**
   * S3-31: another tenant's work is not found, for managers and for a subject of the same name too.
   */
  @Test
  void decideWork_otherTenantsWork_isNotFound() {
    assertThat(reason(work("bob", "max", Set.of("dispatcher"), "alice", "ada")))
        .isEqualTo(DenialReason.WORK_NOT_FOUND);
    assertThat(reason(work("bob", "ada", Set.of("dispatcher"), "alice", "ada")))
        .isEqualTo(DenialReason.WORK_NOT_FOUND);
  }

  private Decision<AccessPolicy.WorkAccess> work(
      String tenant, String subject, Set<String> roles, String ownerTenant, String owner) {
    return policy.decideWork(
        new WorkRequest(
            Principals.user(tenant, subject, roles),
            new TenantId(ownerTenant),
            new Subject(owner)));
  }

  private static AccessPolicy policyWith(Map<String, RoleGrant> roles) {
    return new BuiltInPolicy(
        PolicyData.of(
            new TenantId("alice"),
            new TenantPolicy(roles, Map.of(DemoPolicy.TRIP, DemoPolicy.route("queue-alice")))));
  }

  private static AccessRequest request(VerifiedAccessToken user, ActionSet actions) {
    return new AccessRequest(user, actions, DemoPolicy.TRIP, AccessContext.none());
  }

  private static AccessRequest withContext(
      Optional<Duration> lifetime, Optional<String> taskQueue) {
    return new AccessRequest(
        ADA, ActionSet.empty(), DemoPolicy.TRIP, new AccessContext(lifetime, taskQueue));
  }

  private static DenialReason reason(Decision<?> decision) {
    assertThat(decision).isInstanceOf(Decision.Deny.class);
    return ((Decision.Deny<?>) decision).reason();
  }
}
