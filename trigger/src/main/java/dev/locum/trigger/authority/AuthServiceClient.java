package dev.locum.trigger.authority;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.CloseDelegationRequest;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.GetDelegationRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.ListDelegationsResponse;
import dev.locum.protocol.auth.v1.RenewDelegationRequest;
import dev.locum.protocol.auth.v1.RevokeDelegationRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import dev.locum.protocol.auth.v1.UserProof;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.KeyThumbprint;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Calls the auth service, each call within a deadline. Thread-safe. Every method throws {@link
 * DenialException}: the refusal of the auth service, or {@code AUTHORITY_UNAVAILABLE}.
 */
public final class AuthServiceClient {

  private final TokenServiceBlockingStub tokens;
  private final DelegationServiceBlockingStub delegations;
  private final Duration timeout;

  /**
   * A client.
   *
   * @param credentials prove the trigger's own identity
   * @param timeout bounds each call
   */
  public AuthServiceClient(Channel channel, CallCredentials credentials, Duration timeout) {
    this.tokens = TokenServiceGrpc.newBlockingStub(channel).withCallCredentials(credentials);
    this.delegations =
        DelegationServiceGrpc.newBlockingStub(channel).withCallCredentials(credentials);
    this.timeout = timeout;
  }

  /**
   * Asks whose token it is, and to what it is bound. Whether whoever showed it here is its holder
   * has to be seen here: everything else that is asked for the user says so.
   *
   * @throws DenialException {@code TOKEN_REJECTED} if it does not count
   */
  public AccessOwner introspect(RawToken token, String correlationId) {
    IntrospectTokenResponse answer =
        asked(() ->
            tokens()
                .introspectToken(
                    IntrospectTokenRequest.newBuilder()
                        .setToken(token.reveal())
                        .setCorrelationId(correlationId)
                        .build()));
    boolean isUser = answer.getActive() && answer.getTokenKind().equals("ACCESS");
    if (!isUser || answer.getTenant().isEmpty()) {
      throw new DenialException(DenialReason.TOKEN_REJECTED, "not active");
    }
    return new AccessOwner(
        token,
        answer.getSubject(),
        answer.getTenant(),
        answer.getTokenId(),
        Instant.ofEpochSecond(answer.getExpiresAt().getSeconds()),
        confirmation(answer));
  }

  /** What is bound to something that we do not understand counts for nobody. */
  private static Optional<Confirmation> confirmation(IntrospectTokenResponse answer) {
    if (!answer.hasConfirmation()) {
      return Optional.empty();
    }
    try {
      return switch (answer.getConfirmation().getMemberCase()) {
        case JKT ->
            Optional.of(new Confirmation.Key(new KeyThumbprint(answer.getConfirmation().getJkt())));
        case X5T_S256 ->
            Optional.of(
                new Confirmation.Certificate(
                    new CertificateThumbprint(answer.getConfirmation().getX5TS256())));
        case MEMBER_NOT_SET ->
            throw new DenialException(DenialReason.PROOF_NEEDED, "cnf: not understood");
      };
    } catch (IllegalArgumentException e) {
      throw new DenialException(DenialReason.PROOF_NEEDED, "cnf: no thumbprint");
    }
  }

  /** Asks for a delegation of the user, whose token is in the request. */
  public IssueDelegationResponse issue(AccessOwner user, IssueDelegationRequest request) {
    return asked(() -> delegations(user).issueDelegation(request));
  }

  public Delegation bindRun(String delegationId, String runId, String correlationId) {
    return asked(() ->
        delegations()
            .bindRun(
                BindRunRequest.newBuilder()
                    .setDelegationId(delegationId)
                    .setFirstExecutionRunId(runId)
                    .setCorrelationId(correlationId)
                    .build())
            .getDelegation());
  }

  /** Takes back a delegation whose workflow could not be started. */
  public void takeBack(String delegationId, String correlationId) {
    asked(() ->
        delegations()
            .revokeDelegation(
                RevokeDelegationRequest.newBuilder()
                    .setDelegationId(delegationId)
                    .setReason("START_FAILED")
                    .setCorrelationId(correlationId)
                    .build()));
  }

  /** Reports that the workflow has ended; the delegation as it then is. */
  public Delegation close(
      String delegationId, String firstRun, String outcome, String correlationId) {
    return asked(() ->
        delegations()
            .closeDelegation(
                CloseDelegationRequest.newBuilder()
                    .setDelegationId(delegationId)
                    .setFirstExecutionRunId(firstRun)
                    .setOutcome(outcome)
                    .setCorrelationId(correlationId)
                    .build())
            .getDelegation());
  }

  /**
   * The delegation of a workflow, if the user may see it.
   *
   * @throws DenialException {@code WORK_NOT_FOUND} otherwise
   */
  public Delegation find(AccessOwner user, String workflowId) {
    try {
      return asked(() ->
          delegations(user)
              .getDelegation(
                  GetDelegationRequest.newBuilder()
                      .setWorkflowId(workflowId)
                      .setAccessToken(user.token().reveal())
                      .build())
              .getDelegation());
    } catch (DenialException e) {
      // One answer for all that is not there, whatever the auth service calls it.
      throw e.reason() == DenialReason.ENTITY_NOT_FOUND
          ? new DenialException(DenialReason.WORK_NOT_FOUND, "no such delegation")
          : e;
    }
  }

  public ListDelegationsResponse list(AccessOwner user, int pageSize, String pageToken) {
    return asked(() ->
        delegations(user)
            .listDelegations(
                ListDelegationsRequest.newBuilder()
                    .setAccessToken(user.token().reveal())
                    .setPageSize(pageSize)
                    .setPageToken(pageToken)
                    .build()));
  }

  /** A fresh token of the user's own delegation, to go with a signal or query. */
  public RawToken renew(AccessOwner user, String delegationId, String correlationId) {
    return RawToken.of(
        asked(() ->
                delegations(user)
                    .renewDelegation(
                        RenewDelegationRequest.newBuilder()
                            .setUser(
                                UserProof.newBuilder()
                                    .setAccessToken(user.token().reveal())
                                    .setDelegationId(delegationId))
                            .setCorrelationId(correlationId)
                            .build()))
            .getDelegationToken());
  }

  private TokenServiceBlockingStub tokens() {
    return tokens.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private DelegationServiceBlockingStub delegations() {
    return delegations.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What the user proved, they proved to the trigger: the auth service is told what it was. */
  private DelegationServiceBlockingStub delegations(AccessOwner user) {
    return user.confirmation()
        .map(AuthServiceClient::proven)
        .map(proven ->
            delegations().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(proven)))
        .orElseGet(this::delegations);
  }

  private static Metadata proven(Confirmation bound) {
    Metadata proven = new Metadata();
    switch (bound) {
      case Confirmation.Key key -> proven.put(CallHeaders.PROVEN_KEY, key.thumbprint().value());
      case Confirmation.Certificate certificate ->
          proven.put(CallHeaders.PROVEN_CERTIFICATE, certificate.thumbprint().value());
    }
    return proven;
  }

  /** What the trigger's own credential lacks is a fault of the installation, not of the caller. */
  private static <T> T asked(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      DenialReason reason = Refusals.reasonOf(e);
      DenialReason shown =
          switch (reason.publicReason()) {
            case CREDENTIAL_REJECTED,
                CALLER_NOT_ALLOWED,
                NO_CREDENTIAL,
                METHOD_NOT_ALLOWED,
                SERVER_FAULT ->
                DenialReason.AUTHORITY_UNAVAILABLE;
            default -> reason;
          };
      throw new DenialException(shown, "auth service: " + reason.code());
    }
  }
}
