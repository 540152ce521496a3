package dev.locum.token.attenuation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.DelegationClaims;
import dev.locum.token.DelegationId;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.IssuedToken;
import dev.locum.token.StatusReference;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.TestAuthority;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.WorkflowScope;
import dev.locum.token.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Property (TT-12, TX-12, S3-45, S3-46, S3-49): along any chain of renewals and children, and at
 * any exchange at its end, actions and life only shrink, and user, delegation, tenant and trust
 * domain stay. Each step is issued and verified for real. Generated from a fixed seed.
 */
final class OnlyNarrowerTest {

  private static final int CHAINS = 150;
  private static final int STEPS = 6;
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e.f", "e.g");
  private static final WorkloadId WORKER = new WorkloadId("alice-worker");

  private final TestAuthority authority = TestAuthority.create();
  private final Random random = new Random(8693);
  private final Instant recordLimit = authority.clock().instant().plus(Duration.ofMinutes(40));
  private int narrowed;
  private int exchanged;

  @Test
  void everyChainOfDerivations_onlyNarrows() {
    for (int chain = 0; chain < CHAINS; chain++) {
      VerifiedDelegationToken root = verified(issue(root(), recordLimit));
      VerifiedDelegationToken parent = root;
      for (int step = 0; step < STEPS; step++) {
        Optional<VerifiedDelegationToken> derived = derive(parent);
        derived.ifPresent(next -> assertNarrower(next, root));
        if (derived.isPresent()) {
          assertThat(parent.claims().actions().containsAll(derived.get().claims().actions()))
              .isTrue();
          parent = derived.get();
          narrowed++;
        }
        exchange(parent, root);
      }
    }
    // The property would hold if everything were refused; it is not.
    assertThat(narrowed).isGreaterThan(CHAINS);
    assertThat(exchanged).isGreaterThan(CHAINS / 2);
  }

  private void assertNarrower(VerifiedDelegationToken derived, VerifiedDelegationToken root) {
    DelegationClaims claims = derived.claims();
    assertThat(root.claims().actions().containsAll(claims.actions())).isTrue();
    assertThat(claims.actions().isEmpty()).isFalse();
    assertThat(claims.subject()).isEqualTo(root.claims().subject());
    assertThat(claims.delegation()).isEqualTo(root.claims().delegation());
    assertThat(claims.trustDomain()).isEqualTo(root.claims().trustDomain());
    assertThat(claims.requestingWorkload()).isEqualTo(root.claims().requestingWorkload());
    assertThat(claims.scope().tenant()).isEqualTo(root.claims().scope().tenant());
    assertThat(claims.scope().namespace()).isEqualTo(root.claims().scope().namespace());
    assertThat(claims.status().minimumEpoch())
        .isGreaterThanOrEqualTo(root.claims().status().minimumEpoch());
    assertThat(derived.life().expiresAt()).isBeforeOrEqualTo(recordLimit);
  }

  private Optional<VerifiedDelegationToken> derive(VerifiedDelegationToken parent) {
    Attenuation<DelegationClaims> attenuation =
        random.nextBoolean()
            ? Delegations.renew(
                parent, actions(), new StatusReference(7, random.nextInt(6)), recordLimit)
            : Delegations.child(
                parent,
                new ChildWorkflow(
                    "Child", "child-" + random.nextInt(9), "q" + random.nextInt(4), Set.of("q2")),
                asked(parent.claims().actions()),
                recordLimit);
    return attenuation instanceof Attenuation.Narrowed<DelegationClaims> each
        ? Optional.of(verified(issue(each.claims(), each.limit())))
        : Optional.empty();
  }

  private void exchange(VerifiedDelegationToken parent, VerifiedDelegationToken root) {
    ExchangeTarget target = new ExchangeTarget(new Audience("fleet"), actions());
    Attenuation<DownstreamClaims> attenuation =
        Delegations.exchange(
            parent,
            target,
            asked(parent.claims().actions().intersect(target.actions())),
            WORKER,
            recordLimit);
    if (!(attenuation instanceof Attenuation.Narrowed<DownstreamClaims> each)) {
      return;
    }
    IssuedToken issued =
        authority
            .issuer()
            .issueDownstreamToken(each.claims(), Duration.ofSeconds(60), each.limit());
    VerifiedDownstreamToken token =
        authority.verifier().verifyDownstreamToken(issued.token(), target.audience()).orElseThrow();

    assertThat(parent.claims().actions().containsAll(token.claims().actions())).isTrue();
    assertThat(target.actions().containsAll(token.claims().actions())).isTrue();
    assertThat(token.life().expiresAt()).isBeforeOrEqualTo(parent.life().expiresAt());
    assertThat(token.claims().subject()).isEqualTo(root.claims().subject());
    assertThat(token.claims().delegation()).isEqualTo(root.claims().delegation());
    assertThat(token.claims().tenant()).isEqualTo(root.claims().scope().tenant());
    assertThat(token.claims().actor().workload()).isEqualTo(WORKER);
    assertThat(token.claims().actor().previous().orElseThrow().workload())
        .isEqualTo(root.claims().requestingWorkload());
    exchanged++;
  }

  private IssuedToken issue(DelegationClaims claims, Instant limit) {
    return authority
        .issuer()
        .issueDelegationToken(claims, Duration.ofSeconds(1 + random.nextInt(900)), limit);
  }

  private VerifiedDelegationToken verified(IssuedToken issued) {
    return authority
        .verifier()
        .verifyDelegationToken(issued.token(), TestAuthority.TRUST_DOMAIN)
        .orElseThrow();
  }

  private DelegationClaims root() {
    ActionSet actions = actions();
    return new DelegationClaims(
        new DelegationId("d-" + random.nextInt(1_000)),
        new Subject("user-" + random.nextInt(1_000)),
        TestAuthority.TRUST_DOMAIN,
        actions.isEmpty() ? ActionSet.ofNames("a") : actions,
        new WorkloadId("trigger"),
        new WorkflowScope(new TenantId("alice"), "default", "Root", "root", List.of("q0", "q1")),
        new StatusReference(7, random.nextInt(3)));
  }

  /** Mostly something that can be had. */
  private ActionSet asked(ActionSet available) {
    return random.nextInt(4) == 0 ? actions() : actions().intersect(available);
  }

  private ActionSet actions() {
    return ActionSet.of(
        IntStream.range(0, NAMES.size())
            .filter(i -> random.nextInt(4) > 0)
            .mapToObj(i -> new Action(NAMES.get(i)))
            .toList());
  }
}
