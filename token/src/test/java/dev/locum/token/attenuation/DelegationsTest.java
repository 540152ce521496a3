package dev.locum.token.attenuation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.ActionSet;
import dev.locum.token.Actor;
import dev.locum.token.Audience;
import dev.locum.token.DelegationClaims;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.IssuedToken;
import dev.locum.token.StatusReference;
import dev.locum.token.TestAuthority;
import dev.locum.token.TokenKind;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Renewal, child and exchange, one rule at a time. That they only narrow is in {@link
 * OnlyNarrowerTest}.
 */
final class DelegationsTest {

  private static final WorkloadId WORKER = new WorkloadId("alice-worker");
  private static final ExchangeTarget FLEET =
      new ExchangeTarget(
          TestAuthority.FLEET, ActionSet.ofNames("fleet.reserve", "fleet.release", "fleet.scrap"));
  private static final StatusReference STATUS = new StatusReference(7, 3);

  private final TestAuthority authority = TestAuthority.create();
  private final IssuedToken issued = authority.issue(TokenKind.DELEGATION);
  private final VerifiedDelegationToken parent =
      authority
          .verifier()
          .verifyDelegationToken(issued.token(), TestAuthority.TRUST_DOMAIN)
          .orElseThrow();
  private final Instant recordLimit = issued.life().issuedAt().plus(Duration.ofDays(1));

  /** S3-43, TX-8: another token, for one audience, with worker before trigger as actors. */
  @Test
  void exchange_forADownstream_namesItAndTheChainOfActors() {
    Attenuation.Narrowed<DownstreamClaims> narrowed =
        Delegations.exchange(parent, FLEET, ActionSet.ofNames("fleet.reserve"), WORKER, recordLimit)
            .orElseThrow();

    assertThat(narrowed.claims())
        .isEqualTo(
            new DownstreamClaims(
                parent.claims().delegation(),
                parent.claims().subject(),
                parent.claims().scope().tenant(),
                TestAuthority.FLEET,
                ActionSet.ofNames("fleet.reserve"),
                Actor.of(new WorkloadId("trigger")).then(WORKER),
                "trip-1"));
  }

  /** S3-46: it ends with the parent token or the delegation, whichever is first. */
  @Test
  void exchange_limit_isTheEarlierOfTokenAndRecord() {
    ActionSet reserve = ActionSet.ofNames("fleet.reserve");
    Instant tokenEnd = issued.life().expiresAt();

    assertThat(
            Delegations.exchange(parent, FLEET, reserve, WORKER, recordLimit).orElseThrow().limit())
        .isEqualTo(tokenEnd);
    assertThat(
            Delegations.exchange(parent, FLEET, reserve, WORKER, tokenEnd.minusSeconds(9))
                .orElseThrow()
                .limit())
        .isEqualTo(tokenEnd.minusSeconds(9));
  }

  /** TT-6: an expired token yields nothing, even where it was verified for another purpose. */
  @Test
  void exchange_onAnExpiredToken_cannotBeIssued() {
    authority.clock().moveTo(issued.life().expiresAt());
    VerifiedDelegationToken expired =
        authority
            .verifier()
            .verifyDelegationTokenIgnoringExpiry(issued.token(), TestAuthority.TRUST_DOMAIN)
            .orElseThrow();
    Attenuation.Narrowed<DownstreamClaims> narrowed =
        Delegations.exchange(
                expired, FLEET, ActionSet.ofNames("fleet.reserve"), WORKER, recordLimit)
            .orElseThrow();

    assertThatThrownBy(() ->
            authority
                .issuer()
                .issueDownstreamToken(narrowed.claims(), Duration.ofSeconds(60), narrowed.limit()))
        .isInstanceOfSatisfying(
            DenialException.class,
            e -> assertThat(e.reason()).isEqualTo(DenialReason.DELEGATION_EXPIRED));
  }

  /** S3-45, TX-12: asking for more is refused, not cut. */
  @Test
  void exchange_actionThatWasNotGranted_isRefusedAsAWhole() {
    assertThat(
            reason(
                Delegations.exchange(
                    parent,
                    FLEET,
                    ActionSet.ofNames("fleet.reserve", "fleet.scrap"),
                    WORKER,
                    recordLimit)))
        .isEqualTo(DenialReason.ACTION_NOT_GRANTED);
  }

  /** S3-45, S3-49: granted is not enough; it must be the downstream's own action too. */
  @Test
  void exchange_actionOfAnotherDownstream_isRefused() {
    assertThat(
            reason(
                Delegations.exchange(
                    parent, FLEET, ActionSet.ofNames("billing.charge"), WORKER, recordLimit)))
        .isEqualTo(DenialReason.ACTION_NOT_OF_DOWNSTREAM);
  }

  @Test
  void exchange_forNoAction_isRefused() {
    assertThat(reason(Delegations.exchange(parent, FLEET, ActionSet.empty(), WORKER, recordLimit)))
        .isEqualTo(DenialReason.REQUEST_INVALID);
  }

  /**
   * A downstream named like the trust domain would be given a token that reads as a delegation's.
   */
  @Test
  void exchange_forTheTrustDomainItself_isRefused() {
    ExchangeTarget everywhere =
        new ExchangeTarget(TestAuthority.TRUST_DOMAIN, ActionSet.ofNames("fleet.reserve"));

    assertThat(
            reason(
                Delegations.exchange(
                    parent, everywhere, ActionSet.ofNames("fleet.reserve"), WORKER, recordLimit)))
        .isEqualTo(DenialReason.REQUEST_INVALID);
  }

  /**
   * Undoing may outlive the token and the delegation, but only what the record lists, and only
   * until then.
   */
  @Test
  void exchangeToCompensate_afterTheEnd_permitsListedCompensationsUntilTheLimit() {
    Instant until = recordLimit.plus(Duration.ofHours(1));
    PermittedCompensations permitted =
        new PermittedCompensations(ActionSet.ofNames("fleet.release"), until);

    assertThat(
            Delegations.exchangeToCompensate(
                    parent, FLEET, ActionSet.ofNames("fleet.release"), WORKER, permitted)
                .orElseThrow()
                .limit())
        .isEqualTo(until);
    assertThat(
            reason(
                Delegations.exchangeToCompensate(
                    parent, FLEET, ActionSet.ofNames("fleet.reserve"), WORKER, permitted)))
        .isEqualTo(DenialReason.ACTION_NOT_GRANTED);
  }

  @Test
  void exchangeToCompensate_whatTheTokenDoesNotHold_isRefusedThoughTheRecordListsIt() {
    PermittedCompensations permitted =
        new PermittedCompensations(ActionSet.ofNames("fleet.scrap"), recordLimit);

    assertThat(
            reason(
                Delegations.exchangeToCompensate(
                    parent, FLEET, ActionSet.ofNames("fleet.scrap"), WORKER, permitted)))
        .isEqualTo(DenialReason.ACTION_NOT_GRANTED);
  }

  /** TT-12: a renewal keeps everything but what was withdrawn. */
  @Test
  void renew_withTheSameRights_isTheSameClaims() {
    Attenuation.Narrowed<DelegationClaims> renewed =
        Delegations.renew(parent, parent.claims().actions(), STATUS, recordLimit).orElseThrow();

    assertThat(renewed.claims()).isEqualTo(parent.claims());
    assertThat(renewed.limit()).isEqualTo(recordLimit);
  }

  /** TT-12: what the record permits beyond the former token is not added. */
  @Test
  void renew_whenTheRecordPermitsMore_doesNotWiden() {
    ActionSet wider =
        ActionSet.ofNames("fleet.reserve", "fleet.release", "billing.charge", "iam.delete");

    assertThat(
            Delegations.renew(parent, wider, STATUS, recordLimit).orElseThrow().claims().actions())
        .isEqualTo(parent.claims().actions());
  }

  @Test
  void renew_whenNothingIsLeft_isRefused() {
    assertThat(
            reason(Delegations.renew(parent, ActionSet.ofNames("iam.delete"), STATUS, recordLimit)))
        .isEqualTo(DenialReason.ACTION_NOT_GRANTED);
  }

  /** An earlier epoch would let a verifier decide by a list from before a revocation. */
  @Test
  void renew_withAnotherIndexOrAnEarlierEpoch_isRefused() {
    for (StatusReference status : List.of(new StatusReference(8, 3), new StatusReference(7, 2))) {
      assertThat(reason(Delegations.renew(parent, parent.claims().actions(), status, recordLimit)))
          .isEqualTo(DenialReason.STATE_CONFLICT);
    }
    assertThat(
            Delegations.renew(
                    parent, parent.claims().actions(), new StatusReference(7, 9), recordLimit)
                .orElseThrow()
                .claims()
                .status()
                .minimumEpoch())
        .isEqualTo(9);
  }

  @Test
  void child_onAQueueOfTheRoute_isForThatWorkflowAndQueueAlone() {
    DelegationClaims child =
        Delegations.child(
                parent,
                new ChildWorkflow(
                    "Settle", "trip-1-settle", "queue-settle", Set.of("queue-settle")),
                ActionSet.ofNames("billing.charge"),
                recordLimit)
            .orElseThrow()
            .claims();

    assertThat(child.scope().workflowId()).isEqualTo("trip-1-settle");
    assertThat(child.scope().workflowType()).isEqualTo("Settle");
    assertThat(child.scope().taskQueues()).containsExactly("queue-settle");
    assertThat(child.scope().tenant()).isEqualTo(parent.claims().scope().tenant());
    assertThat(child.actions()).isEqualTo(ActionSet.ofNames("billing.charge"));
  }

  @Test
  void child_onAQueueOfNobodyOrAnother_isRefused() {
    for (String queue : List.of("queue-bob", "*", "")) {
      assertThat(
              reason(
                  Delegations.child(
                      parent,
                      new ChildWorkflow("Settle", "trip-1-settle", queue, Set.of("queue-settle")),
                      ActionSet.ofNames("billing.charge"),
                      recordLimit)))
          .isEqualTo(DenialReason.DELEGATION_WRONG_QUEUE);
    }
  }

  /** S3-83, S3-84: a child is one exact workflow too. */
  @Test
  void child_forAnyWorkflow_isRefused() {
    for (String id : List.of("*", "", "trip-*", "a\nb")) {
      assertThat(
              reason(
                  Delegations.child(
                      parent,
                      new ChildWorkflow("Settle", id, "queue-alice", Set.of()),
                      ActionSet.ofNames("billing.charge"),
                      recordLimit)))
          .isEqualTo(DenialReason.REQUEST_INVALID);
    }
  }

  @Test
  void child_withMoreActionsThanItsParent_isRefused() {
    assertThat(
            reason(
                Delegations.child(
                    parent,
                    new ChildWorkflow("Settle", "trip-1-settle", "queue-alice", Set.of()),
                    ActionSet.ofNames("iam.delete"),
                    recordLimit)))
        .isEqualTo(DenialReason.ACTION_NOT_GRANTED);
  }

  /** The parent's own audience must not come back as a downstream by another way of writing it. */
  @Test
  void exchange_audience_isThatOfTheTargetExactly() {
    assertThat(
            Delegations.exchange(
                    parent,
                    new ExchangeTarget(new Audience("fleet2"), FLEET.actions()),
                    ActionSet.ofNames("fleet.reserve"),
                    WORKER,
                    recordLimit)
                .orElseThrow()
                .claims()
                .audience())
        .isEqualTo(new Audience("fleet2"));
  }

  private static DenialReason reason(Attenuation<?> attenuation) {
    assertThat(attenuation).isInstanceOf(Attenuation.Refused.class);
    return ((Attenuation.Refused<?>) attenuation).rejection().reason();
  }
}
