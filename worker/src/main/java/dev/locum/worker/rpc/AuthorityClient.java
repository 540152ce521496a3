package dev.locum.worker.rpc;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.ChildScope;
import dev.locum.protocol.auth.v1.Compensation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.DescribeSelfRequest;
import dev.locum.protocol.auth.v1.DescribeSelfResponse;
import dev.locum.protocol.auth.v1.ExchangeDelegationRequest;
import dev.locum.protocol.auth.v1.ExchangeDelegationResponse;
import dev.locum.protocol.auth.v1.Execution;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.RenewDelegationRequest;
import dev.locum.protocol.auth.v1.RenewDelegationResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.protocol.auth.v1.VerifyDelegationResponse;
import dev.locum.protocol.auth.v1.WorkloadKind;
import dev.locum.token.Action;
import dev.locum.token.ActionSet;
import dev.locum.token.DelegationId;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.jose.PublicKeys;
import dev.locum.token.proof.TargetUri;
import dev.locum.worker.identity.TaskQueueName;
import dev.locum.worker.identity.WorkerIdentity;
import dev.locum.worker.verification.DelegationAuthority;
import dev.locum.worker.verification.Ticket;
import dev.locum.worker.verification.Verdict;
import dev.locum.worker.verification.Work;
import dev.locum.worker.verification.WorkExecution;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The auth service over gRPC.
 *
 * <p>A failure counts as a refusal only when the auth service has decided about the delegation.
 * Anything else, the worker's own credential included, is {@code AUTHORITY_UNAVAILABLE}: a worker
 * that cannot ask must not fail somebody's workflow for it.
 */
public final class AuthorityClient implements DelegationAuthority {

  /** Bounds one question; the caller repeats it. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final Set<DenialReason> DECISIONS =
      EnumSet.of(
          DenialReason.TOKEN_REJECTED,
          DenialReason.DELEGATION_REJECTED,
          DenialReason.DELEGATION_NOT_HERE,
          DenialReason.ACTION_NOT_ALLOWED,
          DenialReason.PROOF_NEEDED);

  private final DelegationServiceBlockingStub delegations;
  private final TokenServiceBlockingStub tokens;
  private final KeyProofs proofs;
  private final ClosingCalls closing = new ClosingCalls();

  /**
   * A client.
   *
   * @param authService a channel to the auth service; it stays the caller's
   * @param credentials the worker's own, for the audience of the auth service
   * @param issuer the auth service, as proofs name it
   * @param key to which tokens are bound
   */
  public AuthorityClient(
      Channel authService, CallCredentials credentials, Issuer issuer, DpopKey key) {
    this.proofs = new KeyProofs(TargetUri.parse(issuer.value()).origin(), key);
    this.delegations =
        DelegationServiceGrpc.newBlockingStub(authService).withCallCredentials(credentials);
    this.tokens = TokenServiceGrpc.newBlockingStub(authService).withCallCredentials(credentials);
  }

  /** The public keys of the auth service; open to everybody, so asked without a credential. */
  public static PublicKeys fetchKeys(Channel authService) {
    return PublicKeys.parse(
        TokenServiceGrpc.newBlockingStub(authService)
            .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
            .getKeySet(GetKeySetRequest.getDefaultInstance())
            .getJwks());
  }

  @Override
  public WorkerIdentity describeSelf() {
    DescribeSelfResponse self;
    try {
      self = tokens().describeSelf(DescribeSelfRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      throw new DenialException(Refusals.reasonOf(e), "DescribeSelf");
    }
    if (self.getKind() != WorkloadKind.WORKLOAD_KIND_WORKER || self.getTenant().isEmpty()) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED, "the credential is not that of a tenant's worker");
    }
    return new WorkerIdentity(
        new WorkloadId(self.getWorkloadId()),
        new TenantId(self.getTenant()),
        self.getTaskQueuesList().stream()
            .map(queue -> new TaskQueueName(queue.getNamespace(), queue.getTaskQueue()))
            .collect(Collectors.toSet()));
  }

  @Override
  public Verdict verify(RawToken token, Work work) {
    VerifyDelegationRequest request =
        VerifyDelegationRequest.newBuilder()
            .setDelegationToken(token.reveal())
            .setExecution(execution(work))
            .setActivityType(work.activityType())
            .setAction(work.action().map(Action::name).orElse(""))
            .setCorrelationId(work.correlationId())
            .build();
    VerifyDelegationResponse answer = ask(() -> delegations().verifyDelegation(request));
    return read(() ->
        new Verdict(
            new DelegationId(answer.getDelegationId()),
            new Subject(answer.getSubject()),
            new TenantId(answer.getTenant()),
            ActionSet.ofNames(answer.getActionsList()),
            ActionSet.ofNames(
                answer.getCompensationsList().stream().map(Compensation::getAction).toList()),
            answer.getCompensationsOnly(),
            Duration.ofSeconds(
                answer.getValidFor().getSeconds(), answer.getValidFor().getNanos())));
  }

  @Override
  public Ticket renew(RawToken token, Work work) {
    return ticket(renewed(renewal(token, work), delegations()::renewDelegation));
  }

  @Override
  public Ticket renewBound(RawToken token, Work work) {
    Ticket bound =
        ticket(
            renewed(
                renewal(token, work),
                request ->
                    proofs.call(
                        proof -> delegations().withInterceptors(proof).renewDelegation(request))));
    requireBound(bound.boundToKey());
    return bound;
  }

  @Override
  public Ticket renewForCertificate(RawToken token, Work work) {
    RenewDelegationResponse answer =
        renewed(renewal(token, work).setBindToCertificate(true), delegations()::renewDelegation);
    requireBound(answer.getBoundToCertificate());
    return ticket(answer);
  }

  /** An auth service of before does not know what it was asked for. */
  private static void requireBound(boolean isBound) {
    if (!isBound) {
      throw new DenialException(
          DenialReason.AUTHORITY_UNAVAILABLE, "the auth service did not bind the token");
    }
  }

  private static RenewDelegationRequest.Builder renewal(RawToken token, Work work) {
    return RenewDelegationRequest.newBuilder()
        .setDelegationToken(token.reveal())
        .setExecution(execution(work))
        .setCorrelationId(work.correlationId());
  }

  private static RenewDelegationResponse renewed(
      RenewDelegationRequest.Builder request,
      Function<RenewDelegationRequest, RenewDelegationResponse> delegations) {
    return ask(() -> delegations.apply(request.build()));
  }

  private static Ticket ticket(RenewDelegationResponse answer) {
    return read(() ->
        ticket(answer.getDelegationToken(), answer.getTokenExpiresAt(), answer.getTokenType()));
  }

  @Override
  public Ticket exchange(RawToken token, Work work, Exchange exchange) {
    ExchangeDelegationRequest.Builder request =
        ExchangeDelegationRequest.newBuilder()
            .setDelegationToken(token.reveal())
            .setExecution(execution(work))
            .setDownstream(exchange.downstream())
            .setCorrelationId(work.correlationId());
    exchange.actions().forEach(action -> request.addActions(action.name()));
    ExchangeDelegationRequest question = request.build();
    return exchanged(() ->
        exchange.proving()
            ? proofs.call(
                proof -> delegations().withInterceptors(proof).exchangeDelegation(question))
            : delegations().exchangeDelegation(question));
  }

  @Override
  public Ticket delegateChild(RawToken token, Work work, Child child) {
    ExchangeDelegationRequest.Builder request =
        ExchangeDelegationRequest.newBuilder()
            .setDelegationToken(token.reveal())
            .setExecution(execution(work))
            .setChild(
                ChildScope.newBuilder()
                    .setWorkflowType(child.workflowType())
                    .setWorkflowId(child.workflowId())
                    .setTaskQueue(child.taskQueue()))
            .setCorrelationId(work.correlationId());
    child.actions().forEach(action -> request.addActions(action.name()));
    return exchanged(() -> delegations().exchangeDelegation(request.build()));
  }

  private static Ticket exchanged(Supplier<ExchangeDelegationResponse> delegations) {
    ExchangeDelegationResponse answer = ask(delegations);
    return read(() -> ticket(answer.getToken(), answer.getExpiresAt(), answer.getTokenType()));
  }

  @Override
  public void close(List<EndedWork> ended) {
    closing.close(delegations(), ended);
  }

  private DelegationServiceBlockingStub delegations() {
    return delegations.withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private TokenServiceBlockingStub tokens() {
    return tokens.withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  static <T> T ask(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw denial(e);
    }
  }

  /** What a failed call means. */
  static DenialException denial(StatusRuntimeException failure) {
    DenialReason reason = Refusals.reasonOf(failure);
    return DECISIONS.contains(reason.publicReason())
        ? new DenialException(reason, "decided by the auth service")
        : new DenialException(
            DenialReason.AUTHORITY_UNAVAILABLE, "the auth service answered " + reason.code());
  }

  /** An answer that we cannot read decides nothing. */
  private static <T> T read(Supplier<T> answer) {
    try {
      return answer.get();
    } catch (IllegalArgumentException e) {
      throw new DenialException(
          DenialReason.AUTHORITY_UNAVAILABLE, "the auth service's answer is malformed");
    }
  }

  private static Ticket ticket(String token, Timestamp expiresAt, String type) {
    Timestamps.checkValid(expiresAt);
    return new Ticket(
        RawToken.of(token),
        Instant.ofEpochSecond(expiresAt.getSeconds(), expiresAt.getNanos()),
        type.equals("DPoP"));
  }

  private static Execution execution(Work work) {
    WorkExecution execution = work.execution();
    return Execution.newBuilder()
        .setNamespace(execution.namespace())
        .setWorkflowType(execution.workflowType())
        .setWorkflowId(execution.workflowId())
        .setRunId(execution.runId())
        .setFirstExecutionRunId(execution.lineage().firstExecutionRunId())
        .setTaskQueue(execution.taskQueue())
        .setRootWorkflowId(execution.lineage().rootWorkflowId())
        .setRootRunId(execution.lineage().rootRunId())
        .build();
  }
}
