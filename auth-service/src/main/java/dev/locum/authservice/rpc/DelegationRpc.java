package dev.locum.authservice.rpc;

import dev.locum.authservice.delegation.Delegations;
import dev.locum.authservice.delegation.Ending;
import dev.locum.authservice.delegation.Exchanging;
import dev.locum.authservice.delegation.Finding;
import dev.locum.authservice.delegation.IssueRequest;
import dev.locum.authservice.delegation.Issued;
import dev.locum.authservice.delegation.Renewing;
import dev.locum.authservice.delegation.Verifying;
import dev.locum.authservice.session.ShownAccess;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.policy.AccessContext;
import dev.locum.policy.DelegationState;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.BindRunResponse;
import dev.locum.protocol.auth.v1.CloseDelegationRequest;
import dev.locum.protocol.auth.v1.CloseDelegationResponse;
import dev.locum.protocol.auth.v1.CloseDelegationsRequest;
import dev.locum.protocol.auth.v1.CloseDelegationsResponse;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceImplBase;
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
import dev.locum.token.IssuedToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.Confirmation;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code locum.auth.v1.DelegationService}: translates; {@link Delegations} decides. */
final class DelegationRpc extends DelegationServiceImplBase {

  /** RFC 8693 §3, and the Transaction Token type of a child's delegation (TT-5). */
  private static final String ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

  private static final String TXN_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:txn_token";

  private final Delegations delegations;
  private final OperatorViews operators;

  DelegationRpc(Delegations delegations, OperatorViews operators) {
    this.delegations = delegations;
    this.operators = operators;
  }

  @Override
  public void issueDelegation(
      IssueDelegationRequest request, StreamObserver<IssueDelegationResponse> answer) {
    Caller caller = Caller.current();
    Issued issued =
        delegations
            .issuing()
            .issue(
                caller.workload(),
                issueRequest(request),
                caller.correlation(request.getCorrelationId()));
    IssueDelegationResponse.Builder response =
        IssueDelegationResponse.newBuilder()
            .setDelegation(DelegationWire.toWire(issued.delegation(), List.of()))
            .setRepeated(issued.repeated());
    issued
        .token()
        .ifPresent(token ->
            response
                .setDelegationToken(token.token().reveal())
                .setTokenExpiresAt(Wire.timestamp(token.life().expiresAt())));
    Wire.send(answer, response.build());
  }

  private static IssueRequest issueRequest(IssueDelegationRequest request) {
    AccessContext context =
        new AccessContext(
            request.hasLifetime()
                ? Optional.of(Wire.seconds("lifetime", request.getLifetime()))
                : Optional.empty(),
            Wire.optional(request.getTaskQueue(), queue -> queue));
    return Wire.value(
        "request",
        () ->
            new IssueRequest(
                ProofIntake.access("access_token", request.getAccessToken()),
                request.getRoute(),
                request.getIdempotencyKey(),
                request.getRequestDigest(),
                Wire.actions("actions", request.getActionsList()),
                context));
  }

  @Override
  public void bindRun(BindRunRequest request, StreamObserver<BindRunResponse> answer) {
    Caller caller = Caller.current();
    var bound =
        delegations
            .ending()
            .bind(
                caller.workload(),
                Wire.delegation(request.getDelegationId()),
                DelegationWire.name("first_execution_run_id", request.getFirstExecutionRunId()),
                caller.correlation(request.getCorrelationId()));
    Wire.send(
        answer,
        BindRunResponse.newBuilder()
            .setDelegation(DelegationWire.toWire(bound, List.of()))
            .build());
  }

  @Override
  public void verifyDelegation(
      VerifyDelegationRequest request, StreamObserver<VerifyDelegationResponse> answer) {
    Caller caller = Caller.current();
    Verifying.Answer verified =
        delegations
            .verifying()
            .verify(
                caller.workload(),
                new Verifying.Question(
                    Wire.token("delegation_token", request.getDelegationToken()),
                    DelegationWire.execution(request.getExecution()),
                    DelegationWire.name("activity_type", request.getActivityType()),
                    Wire.action("action", request.getAction())),
                caller.correlation(request.getCorrelationId()));
    VerifyDelegationResponse.Builder response =
        VerifyDelegationResponse.newBuilder()
            .setDelegationId(verified.delegation().id().value())
            .setSubject(verified.delegation().party().subject().value())
            .setTenant(verified.delegation().tenant().value())
            .addAllCompensations(DelegationWire.compensations(verified.delegation()))
            .setExpiresAt(Wire.timestamp(verified.delegation().times().expiresAt()))
            .setCompensationsOnly(verified.permitted().compensationsOnly())
            .setValidFor(Wire.duration(verified.validFor()));
    verified.actions().forEach(action -> response.addActions(action.name()));
    Wire.send(answer, response.build());
  }

  @Override
  public void renewDelegation(
      RenewDelegationRequest request, StreamObserver<RenewDelegationResponse> answer) {
    Caller caller = Caller.current();
    String correlation = caller.correlation(request.getCorrelationId());
    IssuedToken renewed =
        switch (request.getProofCase()) {
          case DELEGATION_TOKEN -> {
            requireKind(caller, WorkloadKind.WORKER);
            yield delegations
                .renewing()
                .renew(
                    caller.workload(),
                    new Renewing.Question(
                        Wire.token("delegation_token", request.getDelegationToken()),
                        DelegationWire.execution(request.getExecution()),
                        ProofIntake.current(),
                        request.getBindToCertificate()),
                    correlation);
          }
          case USER -> {
            requireKind(caller, WorkloadKind.TRIGGER);
            yield delegations
                .renewing()
                .renew(
                    caller.workload(),
                    ProofIntake.access("user.access_token", request.getUser().getAccessToken()),
                    Wire.delegation(request.getUser().getDelegationId()),
                    correlation);
          }
          case PROOF_NOT_SET ->
              throw Wire.invalid("proof: absent (expected: delegation_token or user)");
        };
    Wire.send(
        answer,
        RenewDelegationResponse.newBuilder()
            .setDelegationToken(renewed.token().reveal())
            .setTokenExpiresAt(Wire.timestamp(renewed.life().expiresAt()))
            .setTokenType(renewed.scheme().equals("DPoP") ? "DPoP" : "N_A")
            .setBoundToCertificate(
                renewed
                    .confirmation()
                    .filter(Confirmation.Certificate.class::isInstance)
                    .isPresent())
            .build());
  }

  @Override
  public void exchangeDelegation(
      ExchangeDelegationRequest request, StreamObserver<ExchangeDelegationResponse> answer) {
    Caller caller = Caller.current();
    Exchanging.Target target =
        switch (request.getTargetCase()) {
          case DOWNSTREAM -> new Exchanging.Target.Service(request.getDownstream());
          case CHILD ->
              new Exchanging.Target.Child(
                  request.getChild().getWorkflowType(),
                  request.getChild().getWorkflowId(),
                  request.getChild().getTaskQueue());
          case TARGET_NOT_SET ->
              throw Wire.invalid("target: absent (expected: downstream or child)");
        };
    IssuedToken exchanged =
        delegations
            .exchanging()
            .exchange(
                caller.workload(),
                new Exchanging.Question(
                    Wire.token("delegation_token", request.getDelegationToken()),
                    Optional.of(DelegationWire.execution(request.getExecution())),
                    target,
                    Wire.actions("actions", request.getActionsList()),
                    ProofIntake.current()),
                caller.correlation(request.getCorrelationId()));
    boolean isService = target instanceof Exchanging.Target.Service;
    Wire.send(
        answer,
        ExchangeDelegationResponse.newBuilder()
            .setToken(exchanged.token().reveal())
            .setExpiresAt(Wire.timestamp(exchanged.life().expiresAt()))
            .setIssuedTokenType(isService ? ACCESS_TOKEN_TYPE : TXN_TOKEN_TYPE)
            .setTokenType(isService ? exchanged.scheme() : "N_A")
            .build());
  }

  @Override
  public void revokeDelegation(
      RevokeDelegationRequest request, StreamObserver<RevokeDelegationResponse> answer) {
    Caller caller = Caller.current();
    var revoked =
        delegations
            .ending()
            .revoke(
                new Ending.Asker(
                    caller.proven().map(Caller.Proven::workload),
                    ProofIntake.optionalAccess("access_token", request.getAccessToken()),
                    caller.correlation(request.getCorrelationId())),
                Wire.delegation(request.getDelegationId()),
                request.getHard(),
                request.getReason());
    Wire.send(
        answer,
        RevokeDelegationResponse.newBuilder()
            .setDelegation(DelegationWire.toWire(revoked, List.of()))
            .build());
  }

  @Override
  public void closeDelegation(
      CloseDelegationRequest request, StreamObserver<CloseDelegationResponse> answer) {
    Caller caller = Caller.current();
    var closed =
        delegations
            .ending()
            .close(
                caller.workload(),
                Wire.delegation(request.getDelegationId()),
                DelegationWire.name("first_execution_run_id", request.getFirstExecutionRunId()),
                request.getOutcome(),
                caller.correlation(request.getCorrelationId()));
    Wire.send(
        answer,
        CloseDelegationResponse.newBuilder()
            .setDelegation(DelegationWire.toWire(closed, List.of()))
            .build());
  }

  @Override
  public void closeDelegations(
      CloseDelegationsRequest request, StreamObserver<CloseDelegationsResponse> answer) {
    Caller caller = Caller.current();
    Wire.send(
        answer,
        ClosingWire.toWire(
            delegations
                .closing()
                .close(
                    caller.workload(),
                    ClosingWire.ended(request),
                    caller.correlation(request.getCorrelationId()))));
  }

  @Override
  public void getDelegation(
      GetDelegationRequest request, StreamObserver<GetDelegationResponse> answer) {
    Caller caller = Caller.current();
    Optional<ShownAccess> user =
        ProofIntake.optionalAccess("access_token", request.getAccessToken());
    Finding.Name name =
        switch (request.getKeyCase()) {
          case DELEGATION_ID -> new Finding.Name.Id(Wire.delegation(request.getDelegationId()));
          case WORKFLOW_ID -> new Finding.Name.Workflow(request.getWorkflowId());
          case KEY_NOT_SET ->
              throw Wire.invalid("key: absent (expected: delegation_id or workflow_id)");
        };
    Finding.Found found;
    if (user.isEmpty() && caller.is(WorkloadKind.DOWNSTREAM)) {
      found = delegations.finding().getFor(caller.workload(), name);
    } else {
      requireView(caller, user);
      found = delegations.finding().get(user, name);
      if (user.isEmpty()) {
        operators.requireWork(caller, found.delegation().tenant());
      }
    }
    Wire.send(
        answer,
        GetDelegationResponse.newBuilder()
            .setDelegation(DelegationWire.toWire(found.delegation(), found.steps()))
            .build());
  }

  @Override
  public void listDelegations(
      ListDelegationsRequest request, StreamObserver<ListDelegationsResponse> answer) {
    Caller caller = Caller.current();
    Optional<ShownAccess> user =
        ProofIntake.optionalAccess("access_token", request.getAccessToken());
    requireView(caller, user);
    int size = Wire.pageSize(request.getPageSize());
    Finding.Page page =
        new Finding.Page(
            Wire.position(request.getPageToken(), Long.MAX_VALUE), states(request), size);
    List<Finding.Found> found =
        user.isPresent()
            ? delegations.finding().list(user.get(), page)
            : delegations
                .finding()
                .listAll(
                    operators.tenant(
                        caller,
                        caller.workload(),
                        Wire.optional(request.getTenant(), text -> Wire.tenant("tenant", text))),
                    page);
    ListDelegationsResponse.Builder response = ListDelegationsResponse.newBuilder();
    found.forEach(
        each -> response.addDelegations(DelegationWire.toWire(each.delegation(), each.steps())));
    if (found.size() == size) {
      response.setNextPageToken(Long.toString(found.get(size - 1).delegation().statusIndex()));
    }
    Wire.send(answer, response.build());
  }

  private static Set<DelegationState> states(ListDelegationsRequest request) {
    return request.getStatesList().stream()
        .map(state ->
            DelegationWire.state(state).orElseThrow(() -> Wire.invalid("states: one is not known")))
        .collect(Collectors.toSet());
  }

  /** Without a user's token only an operator sees anything. */
  private static void requireView(Caller caller, Optional<ShownAccess> user) {
    if (user.isEmpty() && !caller.is(WorkloadKind.OPERATOR)) {
      throw new DenialException(DenialReason.NO_CREDENTIAL, "access_token: absent");
    }
  }

  private static void requireKind(Caller caller, WorkloadKind kind) {
    if (!caller.is(kind)) {
      throw new DenialException(DenialReason.CALLER_NOT_ALLOWED, "this proof is for a " + kind);
    }
  }
}
