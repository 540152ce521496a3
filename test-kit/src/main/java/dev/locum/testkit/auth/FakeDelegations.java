package dev.locum.testkit.auth;

import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.BindRunResponse;
import dev.locum.protocol.auth.v1.CheckDelegationRequest;
import dev.locum.protocol.auth.v1.CheckDelegationResponse;
import dev.locum.protocol.auth.v1.CloseDelegationRequest;
import dev.locum.protocol.auth.v1.CloseDelegationResponse;
import dev.locum.protocol.auth.v1.Compensation;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationPlace;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.ExchangeDelegationRequest;
import dev.locum.protocol.auth.v1.ExchangeDelegationResponse;
import dev.locum.protocol.auth.v1.GetDelegationRequest;
import dev.locum.protocol.auth.v1.GetDelegationResponse;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.ListDelegationsResponse;
import dev.locum.protocol.auth.v1.RenewDelegationRequest;
import dev.locum.protocol.auth.v1.RenewDelegationResponse;
import dev.locum.protocol.auth.v1.RevokeDelegationRequest;
import dev.locum.protocol.auth.v1.RevokeDelegationResponse;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.protocol.auth.v1.VerifyDelegationResponse;
import dev.locum.protocol.auth.v1.WorkflowScope;
import dev.locum.testkit.token.DelegationTokenDraft;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.AccessClaims;
import dev.locum.token.Actor;
import dev.locum.token.DelegationClaims;
import dev.locum.token.IssuedToken;
import dev.locum.token.RawToken;
import dev.locum.token.TenantId;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The delegation service of the fake: the rules of {@code delegation.proto} that a caller can
 * notice.
 */
final class FakeDelegations {

  private static final Duration TOKEN_LIFE = Duration.ofMinutes(5);
  private static final Duration COMPENSATION_LIMIT = Duration.ofHours(1);
  private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";

  private final TestIssuer issuer;
  private final FakeWorld world;
  private final FakeTokens tokens;
  private final Map<String, FakeDelegation> delegations = new LinkedHashMap<>();
  private final Map<String, Issued> issuedByKey = new LinkedHashMap<>();

  FakeDelegations(TestIssuer issuer, FakeWorld world, FakeTokens tokens) {
    this.issuer = issuer;
    this.world = world;
    this.tokens = tokens;
  }

  private record Issued(String digest, String delegationId) {}

  synchronized IssueDelegationResponse issue(IssueDelegationRequest request, FakeWorkload caller) {
    AccessClaims user = tokens.user(request.getAccessToken()).claims();
    FakeRoute route = world.route(user.tenant().value(), request.getRoute());
    require(user.roles().contains(FakeWorld.RIDER), DenialReason.ROLE_LACKS_ROUTE);
    require(route.actions().containsAll(request.getActionsList()), DenialReason.ROLE_LACKS_ACTION);
    String key = user.tenant() + "/" + user.subject() + "/" + request.getIdempotencyKey();
    Issued before = issuedByKey.get(key);
    if (before != null) {
      require(
          before.digest().equals(request.getRequestDigest()), DenialReason.IDEMPOTENCY_KEY_REUSED);
      FakeDelegation same = delegation(before.delegationId());
      if (!same.wasNeverStarted()) {
        return issued(same.snapshot(), true);
      }
    }
    Delegation fresh = fresh(request, user, route, caller);
    delegations.put(fresh.getDelegationId(), new FakeDelegation(fresh));
    issuedByKey.put(key, new Issued(request.getRequestDigest(), fresh.getDelegationId()));
    return issued(fresh, false);
  }

  private Delegation fresh(
      IssueDelegationRequest request, AccessClaims user, FakeRoute route, FakeWorkload caller) {
    int number = delegations.size() + 1;
    Instant now = issuer.clock().instant();
    Duration life =
        request.hasLifetime() ? ProtoTimes.duration(request.getLifetime()) : route.limit();
    require(life.compareTo(route.limit()) <= 0, DenialReason.LIMIT_EXCEEDED);
    boolean chosen = !request.getTaskQueue().isEmpty();
    require(
        !chosen || route.taskQueues().contains(request.getTaskQueue()),
        DenialReason.LIMIT_EXCEEDED);
    return Delegation.newBuilder()
        .setDelegationId("delegation-" + number)
        .setSubject(user.subject().value())
        .setRoute(route.name())
        .setScope(
            WorkflowScope.newBuilder()
                .setTenant(user.tenant().value())
                .setNamespace("default")
                .setWorkflowType(route.workflowType())
                .setWorkflowId(user.tenant() + "-" + route.name() + "-" + number)
                .addAllTaskQueues(chosen ? List.of(request.getTaskQueue()) : route.taskQueues()))
        .addAllActions(request.getActionsCount() > 0 ? request.getActionsList() : route.actions())
        .addAllCompensations(compensations(route.compensations()))
        .setState(DelegationState.DELEGATION_STATE_ISSUED)
        .setIssuedAt(ProtoTimes.timestamp(now))
        .setExpiresAt(ProtoTimes.timestamp(now.plus(life)))
        .setCompensateUntil(ProtoTimes.timestamp(now.plus(life).plus(COMPENSATION_LIMIT)))
        .setRequestingWorkload(caller.id())
        .build();
  }

  private static List<Compensation> compensations(Map<String, String> undoes) {
    return undoes.entrySet().stream()
        .map(entry ->
            Compensation.newBuilder().setAction(entry.getKey()).setUndoes(entry.getValue()).build())
        .toList();
  }

  private IssueDelegationResponse issued(Delegation delegation, boolean repeated) {
    IssueDelegationResponse.Builder response =
        IssueDelegationResponse.newBuilder().setDelegation(delegation).setRepeated(repeated);
    boolean isOpen =
        delegation.getState() == DelegationState.DELEGATION_STATE_ISSUED
            || delegation.getState() == DelegationState.DELEGATION_STATE_ACTIVE;
    if (isOpen
        && issuer.clock().instant().isBefore(ProtoTimes.instant(delegation.getExpiresAt()))) {
      IssuedToken token = token(delegation);
      response
          .setDelegationToken(token.token().reveal())
          .setTokenExpiresAt(ProtoTimes.timestamp(token.life().expiresAt()));
    }
    return response.build();
  }

  private IssuedToken token(Delegation delegation) {
    WorkflowScope scope = delegation.getScope();
    return issuer
        .delegationToken()
        .delegation(delegation.getDelegationId())
        .of(delegation.getSubject(), scope.getTenant())
        .actions(delegation.getActionsList().toArray(new String[0]))
        .scope(
            new dev.locum.token.WorkflowScope(
                new TenantId(scope.getTenant()),
                scope.getNamespace(),
                scope.getWorkflowType(),
                scope.getWorkflowId(),
                scope.getTaskQueuesList()))
        .life(TOKEN_LIFE)
        .issue();
  }

  /** Makes a delegation out of a token that a test has drafted, so that it verifies here. */
  synchronized Delegation adopt(DelegationTokenDraft draft, Map<String, String> undoes) {
    DelegationClaims claims = draft.claims();
    Instant now = issuer.clock().instant();
    Delegation adopted =
        Delegation.newBuilder()
            .setDelegationId(claims.delegation().value())
            .setSubject(claims.subject().value())
            .setRoute("adopted")
            .setScope(
                WorkflowScope.newBuilder()
                    .setTenant(claims.scope().tenant().value())
                    .setNamespace(claims.scope().namespace())
                    .setWorkflowType(claims.scope().workflowType())
                    .setWorkflowId(claims.scope().workflowId())
                    .addAllTaskQueues(claims.scope().taskQueues()))
            .addAllActions(FakeIntrospection.names(claims.actions()))
            .addAllCompensations(compensations(undoes))
            .setState(DelegationState.DELEGATION_STATE_ISSUED)
            .setIssuedAt(ProtoTimes.timestamp(now))
            .setExpiresAt(ProtoTimes.timestamp(now.plus(Duration.ofHours(1))))
            .setCompensateUntil(ProtoTimes.timestamp(now.plus(Duration.ofHours(2))))
            .setRequestingWorkload(claims.requestingWorkload().value())
            .build();
    delegations.put(adopted.getDelegationId(), new FakeDelegation(adopted));
    return adopted;
  }

  synchronized BindRunResponse bind(BindRunRequest request) {
    FakeDelegation delegation = delegation(request.getDelegationId());
    delegation.bind(request.getFirstExecutionRunId());
    return BindRunResponse.newBuilder().setDelegation(delegation.snapshot()).build();
  }

  synchronized VerifyDelegationResponse verify(
      VerifyDelegationRequest request, FakeWorkload caller) {
    VerifiedDelegationToken token = verifiedEvenIfExpired(request.getDelegationToken());
    FakeDelegation delegation = delegation(token.claims().delegation().value());
    delegation.requireFor(request.getExecution(), caller);
    boolean compensationsOnly = delegation.compensationsOnly(issuer.clock().instant());
    boolean tokenExpired = !issuer.clock().instant().isBefore(token.life().expiresAt());
    require(!tokenExpired || compensationsOnly, DenialReason.TOKEN_EXPIRED);
    if (!request.getAction().isEmpty()) {
      delegation.take(request.getAction(), compensationsOnly);
    }
    Delegation state = delegation.snapshot();
    return VerifyDelegationResponse.newBuilder()
        .setDelegationId(state.getDelegationId())
        .setSubject(state.getSubject())
        .setTenant(state.getScope().getTenant())
        .addAllActions(state.getActionsList())
        .addAllCompensations(state.getCompensationsList())
        .setExpiresAt(state.getExpiresAt())
        .setCompensationsOnly(compensationsOnly)
        .setValidFor(ProtoTimes.seconds(5))
        .build();
  }

  /** As the gateway asks: binds nothing and records no step. */
  synchronized CheckDelegationResponse check(CheckDelegationRequest request) {
    VerifiedDelegationToken token = verifiedEvenIfExpired(request.getDelegationToken());
    FakeDelegation delegation = delegation(token.claims().delegation().value());
    Delegation state = delegation.snapshot();
    boolean isSame =
        request.getPrincipalUser().equals(state.getSubject())
            && request.getPrincipalTenant().equals(state.getScope().getTenant());
    require(isSame, DenialReason.CONTEXT_FORGED);
    FakeWorkload workload = world.workload(request.getWorkloadId());
    delegation.requireNear(request.getExecution(), workload);
    boolean compensationsOnly = delegation.compensationsOnly(issuer.clock().instant());
    boolean isNew =
        request.getPlace() == DelegationPlace.DELEGATION_PLACE_START
            || request.getPlace() == DelegationPlace.DELEGATION_PLACE_MESSAGE;
    boolean tokenExpired = !issuer.clock().instant().isBefore(token.life().expiresAt());
    require(!isNew || !compensationsOnly, DenialReason.DELEGATION_REVOKED);
    require(!isNew || !tokenExpired, DenialReason.TOKEN_EXPIRED);
    return CheckDelegationResponse.newBuilder()
        .setDelegationId(state.getDelegationId())
        .setTenant(state.getScope().getTenant())
        .setExpiresAt(state.getExpiresAt())
        .setValidFor(ProtoTimes.seconds(5))
        .build();
  }

  synchronized RenewDelegationResponse renew(RenewDelegationRequest request, FakeWorkload caller) {
    FakeDelegation delegation;
    if (request.hasUser()) {
      AccessClaims user = tokens.user(request.getUser().getAccessToken()).claims();
      delegation = delegation(request.getUser().getDelegationId());
      requireOf(user, delegation.snapshot());
    } else {
      VerifiedDelegationToken token = verifiedEvenIfExpired(request.getDelegationToken());
      delegation = delegation(token.claims().delegation().value());
      delegation.requireFor(request.getExecution(), caller);
    }
    require(
        !delegation.compensationsOnly(issuer.clock().instant()), DenialReason.DELEGATION_REVOKED);
    IssuedToken fresh = token(delegation.snapshot());
    return RenewDelegationResponse.newBuilder()
        .setDelegationToken(fresh.token().reveal())
        .setTokenExpiresAt(ProtoTimes.timestamp(fresh.life().expiresAt()))
        .build();
  }

  synchronized ExchangeDelegationResponse exchange(
      ExchangeDelegationRequest request, FakeWorkload caller) {
    VerifiedDelegationToken token = verifiedEvenIfExpired(request.getDelegationToken());
    FakeDelegation delegation = delegation(token.claims().delegation().value());
    delegation.requireFor(request.getExecution(), caller);
    boolean compensationsOnly = delegation.compensationsOnly(issuer.clock().instant());
    require(request.getActionsCount() > 0, DenialReason.REQUEST_INVALID);
    request.getActionsList().forEach(action -> delegation.take(action, compensationsOnly));
    Delegation state = delegation.snapshot();
    IssuedToken issued =
        request.hasChild() ? child(request, state) : downstream(request, state, caller);
    return ExchangeDelegationResponse.newBuilder()
        .setToken(issued.token().reveal())
        .setExpiresAt(ProtoTimes.timestamp(issued.life().expiresAt()))
        .setIssuedTokenType(TOKEN_TYPE + (request.hasChild() ? "txn_token" : "access_token"))
        .build();
  }

  private IssuedToken downstream(
      ExchangeDelegationRequest request, Delegation state, FakeWorkload caller) {
    return issuer
        .downstreamToken()
        .delegation(state.getDelegationId())
        .of(state.getSubject(), state.getScope().getTenant())
        .audience(world.workload(request.getDownstream()).id())
        .actions(request.getActionsList().toArray(new String[0]))
        .actor(
            Actor.of(new WorkloadId(state.getRequestingWorkload()))
                .then(new WorkloadId(caller.id())))
        .workflowId(state.getScope().getWorkflowId())
        .issue();
  }

  private IssuedToken child(ExchangeDelegationRequest request, Delegation state) {
    return issuer
        .delegationToken()
        .delegation(state.getDelegationId())
        .of(state.getSubject(), state.getScope().getTenant())
        .actions(request.getActionsList().toArray(new String[0]))
        .workflow(request.getChild().getWorkflowType(), request.getChild().getWorkflowId())
        .taskQueues(request.getChild().getTaskQueue())
        .issue();
  }

  synchronized RevokeDelegationResponse revoke(RevokeDelegationRequest request) {
    FakeDelegation delegation = delegation(request.getDelegationId());
    if (!request.getAccessToken().isEmpty()) {
      requireOf(tokens.user(request.getAccessToken()).claims(), delegation.snapshot());
    }
    require(
        !request.getReason().equals(FakeDelegation.START_FAILED)
            || delegation.snapshot().getFirstExecutionRunId().isEmpty(),
        DenialReason.STATE_CONFLICT);
    DelegationState ended =
        request.getHard()
            ? DelegationState.DELEGATION_STATE_REVOKED_HARD
            : DelegationState.DELEGATION_STATE_REVOKED;
    delegation.end(ended, request.getReason(), issuer.clock().instant());
    return RevokeDelegationResponse.newBuilder().setDelegation(delegation.snapshot()).build();
  }

  synchronized CloseDelegationResponse close(CloseDelegationRequest request) {
    FakeDelegation delegation = delegation(request.getDelegationId());
    delegation.end(
        DelegationState.DELEGATION_STATE_CLOSED, request.getOutcome(), issuer.clock().instant());
    return CloseDelegationResponse.newBuilder().setDelegation(delegation.snapshot()).build();
  }

  synchronized GetDelegationResponse get(GetDelegationRequest request) {
    Delegation found =
        delegations.values().stream()
            .map(FakeDelegation::snapshot)
            .filter(delegation ->
                request.hasDelegationId()
                    ? delegation.getDelegationId().equals(request.getDelegationId())
                    : delegation.getScope().getWorkflowId().equals(request.getWorkflowId()))
            .findFirst()
            .orElseThrow(() -> new DenialException(DenialReason.WORK_NOT_FOUND, ""));
    if (!request.getAccessToken().isEmpty()) {
      requireOf(tokens.user(request.getAccessToken()).claims(), found);
    }
    return GetDelegationResponse.newBuilder().setDelegation(found).build();
  }

  synchronized ListDelegationsResponse list(ListDelegationsRequest request) {
    String tenant =
        request.getAccessToken().isEmpty()
            ? request.getTenant()
            : tokens.user(request.getAccessToken()).claims().tenant().value();
    List<Delegation> visible =
        delegations.values().stream()
            .map(FakeDelegation::snapshot)
            .filter(delegation -> delegation.getScope().getTenant().equals(tenant))
            .filter(delegation ->
                request.getStatesCount() == 0
                    || request.getStatesList().contains(delegation.getState()))
            .toList();
    return FakePages.page(visible, request);
  }

  synchronized Delegation snapshot(String delegationId) {
    return delegation(delegationId).snapshot();
  }

  private FakeDelegation delegation(String id) {
    FakeDelegation delegation = delegations.get(id);
    if (delegation == null) {
      throw new DenialException(DenialReason.DELEGATION_UNKNOWN, id);
    }
    return delegation;
  }

  private VerifiedDelegationToken verifiedEvenIfExpired(String token) {
    require(!token.isEmpty(), DenialReason.CONTEXT_MISSING);
    Verification<VerifiedDelegationToken> verified =
        issuer
            .verifier()
            .verifyDelegationTokenIgnoringExpiry(RawToken.of(token), TestIssuer.TRUST_DOMAIN);
    return verified.orElseThrow();
  }

  /** Another tenant's delegation looks as if there were none. */
  private static void requireOf(AccessClaims user, Delegation delegation) {
    require(
        user.tenant().value().equals(delegation.getScope().getTenant()),
        DenialReason.WORK_NOT_FOUND);
  }

  private static void require(boolean condition, DenialReason otherwise) {
    if (!condition) {
      throw new DenialException(otherwise, "");
    }
  }
}
