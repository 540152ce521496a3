package dev.locum.authservice.rpc;

import dev.locum.authservice.introspection.Introspections;
import dev.locum.authservice.introspection.TokenWorth;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.session.ActiveAccess;
import dev.locum.authservice.session.Sessions;
import dev.locum.authservice.workload.ApiKey;
import dev.locum.authservice.workload.PresentedCredential;
import dev.locum.authservice.workload.ServiceTokenDesk;
import dev.locum.authservice.workload.TaskQueue;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.protocol.auth.v1.DescribeSelfRequest;
import dev.locum.protocol.auth.v1.DescribeSelfResponse;
import dev.locum.protocol.auth.v1.EndSessionRequest;
import dev.locum.protocol.auth.v1.EndSessionResponse;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.IssueServiceTokenResponse;
import dev.locum.protocol.auth.v1.TaskQueueRef;
import dev.locum.protocol.auth.v1.TokenServiceGrpc.TokenServiceImplBase;
import dev.locum.token.Action;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.Issuer;
import dev.locum.token.TenantId;
import dev.locum.token.TokenKind;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.Confirmation;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** {@code locum.auth.v1.TokenService}. */
final class TokenRpc extends TokenServiceImplBase {

  private final Issuer issuer;
  private final ServiceTokenDesk desk;
  private final SigningKeys keys;
  private final Introspections introspections;
  private final Sessions sessions;

  TokenRpc(
      Issuer issuer,
      ServiceTokenDesk desk,
      SigningKeys keys,
      Introspections introspections,
      Sessions sessions) {
    this.issuer = issuer;
    this.desk = desk;
    this.keys = keys;
    this.introspections = introspections;
    this.sessions = sessions;
  }

  @Override
  public void issueServiceToken(
      IssueServiceTokenRequest request, StreamObserver<IssueServiceTokenResponse> answer) {
    Caller caller = Caller.current();
    Audience audience = Wire.value("audience", () -> new Audience(request.getAudience()));
    Workload workload = desk.authenticate(credential(request, caller), caller.correlationId());
    IssuedToken token = desk.issue(workload, audience, caller.correlationId());
    Wire.send(
        answer,
        IssueServiceTokenResponse.newBuilder()
            .setServiceToken(token.token().reveal())
            .setExpiresAt(Wire.timestamp(token.life().expiresAt()))
            .build());
  }

  private static PresentedCredential credential(IssueServiceTokenRequest request, Caller caller) {
    return switch (request.getCredentialCase()) {
      case CLIENT_ASSERTION ->
          new PresentedCredential.Assertion(
              Wire.token("client_assertion", request.getClientAssertion()));
      case API_KEY -> new PresentedCredential.Key(ApiKey.claimed(request.getApiKey()));
      case CREDENTIAL_NOT_SET -> {
        if (caller.certificate().isEmpty()) {
          throw new DenialException(DenialReason.NO_CREDENTIAL, "no credential of a workload");
        }
        yield new PresentedCredential.Certificate(caller.certificate());
      }
    };
  }

  /**
   * Whatever is not meant for the caller is answered alike: not active, and nothing else (IN-2).
   */
  @Override
  public void introspectToken(
      IntrospectTokenRequest request, StreamObserver<IntrospectTokenResponse> answer) {
    Caller caller = Caller.current();
    IntrospectTokenResponse response =
        introspections
            .introspect(
                caller.workload(),
                request.getToken(),
                caller.correlation(request.getCorrelationId()))
            .map(TokenRpc::active)
            .orElseGet(IntrospectTokenResponse::getDefaultInstance);
    Wire.send(answer, response);
  }

  private static IntrospectTokenResponse active(TokenWorth worth) {
    return switch (worth) {
      case TokenWorth.Access found -> bound(access(found.access()), found.access().confirmation());
      case TokenWorth.Delegation found -> bound(delegation(found.token()), found.confirmation());
      case TokenWorth.Downstream found -> bound(downstream(found.token()), found.confirmation());
    };
  }

  private static IntrospectTokenResponse bound(
      IntrospectTokenResponse answer, Optional<Confirmation> confirmation) {
    return confirmation
        .map(bound -> answer.toBuilder().setConfirmation(Wire.confirmation(bound)).build())
        .orElse(answer);
  }

  private static IntrospectTokenResponse access(ActiveAccess access) {
    return IntrospectTokenResponse.newBuilder()
        .setActive(true)
        .setTokenKind(TokenKind.ACCESS.name())
        .setSubject(access.subject().value())
        .setTenant(access.tenant().value())
        .addAllRoles(access.roles().stream().sorted().toList())
        .setClientId(access.token().claims().clientId())
        .addAudience(access.token().claims().audience().value())
        .setExpiresAt(Wire.timestamp(access.token().life().expiresAt()))
        .setTokenId(access.token().life().id().value())
        .build();
  }

  private static IntrospectTokenResponse delegation(VerifiedDelegationToken token) {
    return IntrospectTokenResponse.newBuilder()
        .setActive(true)
        .setTokenKind(TokenKind.DELEGATION.name())
        .setSubject(token.claims().subject().value())
        .setTenant(token.claims().scope().tenant().value())
        .addAllScope(token.claims().actions().toSet().stream().map(Action::name).toList())
        .addAudience(token.claims().trustDomain().value())
        .setExpiresAt(Wire.timestamp(token.life().expiresAt()))
        .setTokenId(token.life().id().value())
        .setDelegationId(token.claims().delegation().value())
        .build();
  }

  private static IntrospectTokenResponse downstream(VerifiedDownstreamToken token) {
    return IntrospectTokenResponse.newBuilder()
        .setActive(true)
        .setTokenKind(TokenKind.DOWNSTREAM.name())
        .setSubject(token.claims().subject().value())
        .setTenant(token.claims().tenant().value())
        .addAllScope(token.claims().actions().toSet().stream().map(Action::name).toList())
        .addAudience(token.claims().audience().value())
        .setExpiresAt(Wire.timestamp(token.life().expiresAt()))
        .setTokenId(token.life().id().value())
        .setDelegationId(token.claims().delegation().value())
        .setActor(token.claims().actor().workload().value())
        .build();
  }

  @Override
  public void getKeySet(GetKeySetRequest request, StreamObserver<GetKeySetResponse> answer) {
    Wire.send(
        answer,
        GetKeySetResponse.newBuilder()
            .setJwks(keys.keySet().toJwks())
            .setIssuer(issuer.value())
            .build());
  }

  @Override
  public void describeSelf(
      DescribeSelfRequest request, StreamObserver<DescribeSelfResponse> answer) {
    Workload self = Caller.current().workload();
    DescribeSelfResponse.Builder response =
        DescribeSelfResponse.newBuilder()
            .setWorkloadId(self.id().value())
            .setKind(kind(self.kind()))
            .setTenant(self.tenant().map(TenantId::value).orElse(""));
    for (TaskQueue queue : self.taskQueues()) {
      response.addTaskQueues(
          TaskQueueRef.newBuilder().setNamespace(queue.namespace()).setTaskQueue(queue.name()));
    }
    Wire.send(answer, response.build());
  }

  static dev.locum.protocol.auth.v1.WorkloadKind kind(WorkloadKind kind) {
    return switch (kind) {
      case TRIGGER -> dev.locum.protocol.auth.v1.WorkloadKind.WORKLOAD_KIND_TRIGGER;
      case WORKER -> dev.locum.protocol.auth.v1.WorkloadKind.WORKLOAD_KIND_WORKER;
      case DOWNSTREAM -> dev.locum.protocol.auth.v1.WorkloadKind.WORKLOAD_KIND_DOWNSTREAM;
      case OPERATOR -> dev.locum.protocol.auth.v1.WorkloadKind.WORKLOAD_KIND_OPERATOR;
      case STARTER -> dev.locum.protocol.auth.v1.WorkloadKind.WORKLOAD_KIND_STARTER;
      case GATEWAY -> dev.locum.protocol.auth.v1.WorkloadKind.WORKLOAD_KIND_GATEWAY;
    };
  }

  @Override
  public void endSession(EndSessionRequest request, StreamObserver<EndSessionResponse> answer) {
    Caller caller = Caller.current();
    sessions.end(ProofIntake.access("access_token", request.getAccessToken()), caller.requester());
    Wire.send(answer, EndSessionResponse.getDefaultInstance());
  }
}
