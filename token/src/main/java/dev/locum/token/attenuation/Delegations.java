package dev.locum.token.attenuation;

import dev.locum.token.ActionSet;
import dev.locum.token.Actor;
import dev.locum.token.DelegationClaims;
import dev.locum.token.DownstreamClaims;
import dev.locum.token.StatusReference;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.WorkflowScope;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.List;

/**
 * What may be derived from a verified delegation token. Whatever is derived names the same user,
 * the same delegation and the same tenant, permits a subset of the parent's actions, and outlives
 * no limit of the parent's (TT-12, S3-45, S3-46). A downstream token is no parent of anything: no
 * method takes one.
 */
public final class Delegations {

  private Delegations() {}

  /**
   * A fresh ticket of the same delegation: the same claims with what is still permitted of them.
   *
   * @param former an earlier token of the delegation; it may have expired
   * @param permitted what the record permits now; the former token's actions outside are dropped,
   *     since they were withdrawn and not asked for
   * @param status where revocation is looked up now; the same index, no earlier epoch
   * @param recordLimit the absolute limit of the delegation
   */
  public static Attenuation<DelegationClaims> renew(
      VerifiedDelegationToken former,
      ActionSet permitted,
      StatusReference status,
      Instant recordLimit) {
    DelegationClaims claims = former.claims();
    ActionSet actions = claims.actions().intersect(permitted);
    if (actions.isEmpty()) {
      return Attenuation.refused(DenialReason.ACTION_NOT_GRANTED, "renewal: no action is left");
    }
    if (isEarlier(status, claims.status())) {
      return Attenuation.refused(
          DenialReason.STATE_CONFLICT, "status: another index or an earlier epoch");
    }
    return new Attenuation.Narrowed<>(with(claims, actions, claims.scope(), status), recordLimit);
  }

  /**
   * A token for a child workflow: narrower in actions, and for that workflow and queue alone.
   *
   * @param parent the root workflow's token
   * @param child which workflow
   * @param actions what it may do; at least one, each of the parent's
   * @param recordLimit the absolute limit of the delegation
   */
  public static Attenuation<DelegationClaims> child(
      VerifiedDelegationToken parent, ChildWorkflow child, ActionSet actions, Instant recordLimit) {
    DelegationClaims claims = parent.claims();
    if (!isSubset(actions, claims.actions())) {
      return notGranted(actions, claims.actions());
    }
    if (!claims.scope().permitsQueue(child.taskQueue())
        && !child.routeQueues().contains(child.taskQueue())) {
      return Attenuation.refused(
          DenialReason.DELEGATION_WRONG_QUEUE, "child: its queue is not of the route");
    }
    WorkflowScope scope;
    try {
      scope =
          new WorkflowScope(
              claims.scope().tenant(),
              claims.scope().namespace(),
              child.workflowType(),
              child.workflowId(),
              List.of(child.taskQueue()));
    } catch (IllegalArgumentException e) {
      return Attenuation.refused(DenialReason.REQUEST_INVALID, String.valueOf(e.getMessage()));
    }
    return new Attenuation.Narrowed<>(with(claims, actions, scope, claims.status()), recordLimit);
  }

  /**
   * A token for one downstream (RFC 8693): the worker acts for the user, before it the trigger did
   * (TX-8). It ends with the parent token at the latest.
   *
   * @param parent the delegation token shown
   * @param target the downstream
   * @param actions what is asked for; at least one, each of the parent's and of the downstream's
   * @param actor the worker that asks
   * @param recordLimit the absolute limit of the delegation
   */
  public static Attenuation<DownstreamClaims> exchange(
      VerifiedDelegationToken parent,
      ExchangeTarget target,
      ActionSet actions,
      WorkloadId actor,
      Instant recordLimit) {
    Instant parentEnd = parent.life().expiresAt();
    Instant limit = parentEnd.isBefore(recordLimit) ? parentEnd : recordLimit;
    return downstream(parent.claims(), target, actions, actor, limit);
  }

  /**
   * A token for undoing at one downstream. It may outlive the parent token and the delegation,
   * which may have ended, but not the compensation limit.
   *
   * @param parent the delegation token shown; it may have expired
   * @param target the downstream
   * @param actions what is asked for; at least one, each of them in {@code compensations}
   * @param actor the worker that asks
   * @param compensations what the record permits now, and until when
   */
  public static Attenuation<DownstreamClaims> exchangeToCompensate(
      VerifiedDelegationToken parent,
      ExchangeTarget target,
      ActionSet actions,
      WorkloadId actor,
      PermittedCompensations compensations) {
    if (!isSubset(actions, compensations.actions())) {
      return notGranted(actions, compensations.actions());
    }
    return downstream(parent.claims(), target, actions, actor, compensations.until());
  }

  private static Attenuation<DownstreamClaims> downstream(
      DelegationClaims parent,
      ExchangeTarget target,
      ActionSet actions,
      WorkloadId actor,
      Instant limit) {
    if (!isSubset(actions, parent.actions())) {
      return notGranted(actions, parent.actions());
    }
    if (!target.actions().containsAll(actions)) {
      return Attenuation.refused(
          DenialReason.ACTION_NOT_OF_DOWNSTREAM,
          "not of the downstream: " + actions.without(target.actions()));
    }
    if (target.audience().equals(parent.trustDomain())) {
      return Attenuation.refused(
          DenialReason.REQUEST_INVALID, "downstream: the trust domain (expected: one service)");
    }
    return new Attenuation.Narrowed<>(
        new DownstreamClaims(
            parent.delegation(),
            parent.subject(),
            parent.scope().tenant(),
            target.audience(),
            actions,
            Actor.of(parent.requestingWorkload()).then(actor),
            parent.scope().workflowId()),
        limit);
  }

  private static DelegationClaims with(
      DelegationClaims parent, ActionSet actions, WorkflowScope scope, StatusReference status) {
    return new DelegationClaims(
        parent.delegation(),
        parent.subject(),
        parent.trustDomain(),
        actions,
        parent.requestingWorkload(),
        scope,
        status);
  }

  private static boolean isSubset(ActionSet actions, ActionSet of) {
    return !actions.isEmpty() && of.containsAll(actions);
  }

  private static <C> Attenuation<C> notGranted(ActionSet asked, ActionSet granted) {
    return asked.isEmpty()
        ? Attenuation.refused(
            DenialReason.REQUEST_INVALID, "actions: none (expected: at least one)")
        : Attenuation.refused(
            DenialReason.ACTION_NOT_GRANTED, "not granted: " + asked.without(granted));
  }

  /** An earlier epoch would let a verifier decide by a list from before the last change. */
  private static boolean isEarlier(StatusReference status, StatusReference former) {
    return status.index() != former.index() || status.minimumEpoch() < former.minimumEpoch();
  }
}
