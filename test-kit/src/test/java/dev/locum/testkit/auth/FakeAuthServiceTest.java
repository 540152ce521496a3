package dev.locum.testkit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.DescribeSelfRequest;
import dev.locum.protocol.auth.v1.ExchangeDelegationRequest;
import dev.locum.protocol.auth.v1.Execution;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.protocol.auth.v1.VerifyDelegationResponse;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialReason;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FakeAuthServiceTest {

  private final TestClock clock = TestClock.atNoon();
  private final TestIssuer issuer = TestIssuer.at(clock);
  private FakeAuthService auth = FakeAuthService.start(issuer);
  private ManagedChannel channel = open();

  private ManagedChannel open() {
    return NettyChannelBuilder.forTarget(auth.address()).usePlaintext().build();
  }

  @BeforeEach
  void isReachable() {
    assertThat(auth.port()).isPositive();
  }

  @AfterEach
  void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    auth.close();
  }

  @Test
  void delegation_fromIssueToClose_goesAsTheContractSays() {
    IssueDelegationResponse issued = issue("key-1");
    String token = issued.getDelegationToken();

    VerifyDelegationResponse verified = verify("alice-worker", token, run(issued), "");
    assertThat(verified.getSubject()).isEqualTo("user-ada");
    assertThat(verified.getTenant()).isEqualTo("alice");
    verify("alice-worker", token, run(issued), "fleet.reserve");
    assertThat(auth.delegation(issued.getDelegation().getDelegationId()).getState())
        .isEqualTo(DelegationState.DELEGATION_STATE_ACTIVE);

    auth.revoke(issued.getDelegation().getDelegationId(), false);
    assertThat(verify("alice-worker", token, run(issued), "fleet.release").getCompensationsOnly())
        .isTrue();
    refused(
        DenialReason.DELEGATION_REVOKED,
        () -> verify("alice-worker", token, run(issued), "fleet.reserve"));
    refused(
        DenialReason.COMPENSATION_WITHOUT_STEP,
        () -> verify("alice-worker", token, run(issued), "billing.void"));

    auth.revoke(issued.getDelegation().getDelegationId(), true);
    refused(
        DenialReason.DELEGATION_REVOKED,
        () -> verify("alice-worker", token, run(issued), "fleet.release"));
  }

  @Test
  void verify_atTheWrongPlace_isRefused() {
    IssueDelegationResponse issued = issue("key-1");
    String token = issued.getDelegationToken();
    verify("alice-worker", token, run(issued), "");

    refused(
        DenialReason.DELEGATION_WRONG_TENANT, () -> verify("bob-worker", token, run(issued), ""));
    refused(
        DenialReason.DELEGATION_WRONG_QUEUE,
        () ->
            verify(
                "alice-worker",
                token,
                run(issued).toBuilder().setTaskQueue("queue-bob").build(),
                ""));
    refused(
        DenialReason.DELEGATION_WRONG_WORKFLOW,
        () ->
            verify(
                "alice-worker", token, run(issued).toBuilder().setWorkflowId("other").build(), ""));
    refused(
        DenialReason.DELEGATION_WRONG_RUN,
        () ->
            verify(
                "alice-worker",
                token,
                run(issued).toBuilder().setFirstExecutionRunId("run-2").build(),
                ""));
    refused(
        DenialReason.ACTION_NOT_GRANTED,
        () -> verify("alice-worker", token, run(issued), "iam.create"));
  }

  @Test
  void issue_ofTheSameKey_answersTheSameDelegation() {
    IssueDelegationResponse first = issue("key-1");
    IssueDelegationResponse again = issue("key-1");

    assertThat(again.getRepeated()).isTrue();
    assertThat(again.getDelegation()).isEqualTo(first.getDelegation());
  }

  @Test
  void issue_withoutTheRole_isRefused() {
    refused(
        DenialReason.ROLE_LACKS_ROUTE,
        () ->
            delegations("trigger")
                .issueDelegation(
                    request("k")
                        .setAccessToken(issuer.accessToken().roles("viewer").text())
                        .build()));
  }

  @Test
  void exchange_answersATokenThatTheDownstreamVerifies() {
    String token = auth.adopt(issuer.delegationToken(), Map.of("fleet.release", "fleet.reserve"));

    String downstream =
        delegations("alice-worker")
            .exchangeDelegation(
                ExchangeDelegationRequest.newBuilder()
                    .setDelegationToken(token)
                    .setExecution(adoptedRun())
                    .setDownstream("fleet")
                    .addActions("fleet.reserve")
                    .build())
            .getToken();

    assertThat(
            issuer
                .verifier()
                .verifyDownstreamToken(RawToken.of(downstream), new Audience("fleet"))
                .orElseThrow()
                .claims()
                .actor()
                .workload()
                .value())
        .isEqualTo("alice-worker");
  }

  @Test
  void calls_withoutAServiceToken_areRefused() {
    DelegationServiceBlockingStub anonymous = DelegationServiceGrpc.newBlockingStub(channel);

    refused(
        DenialReason.NO_CREDENTIAL,
        () -> anonymous.verifyDelegation(VerifyDelegationRequest.getDefaultInstance()));
  }

  @Test
  void tokenService_issuesIntrospectsAndDescribes() {
    TokenServiceBlockingStub open = TokenServiceGrpc.newBlockingStub(channel);
    String serviceToken =
        open.issueServiceToken(
                IssueServiceTokenRequest.newBuilder()
                    .setApiKey("test-key-alice-worker")
                    .setAudience(TestIssuer.AUTH_SERVICE.value())
                    .build())
            .getServiceToken();
    assertThat(serviceToken).isNotEmpty();
    refused(
        DenialReason.CREDENTIAL_UNKNOWN,
        () ->
            open.issueServiceToken(
                IssueServiceTokenRequest.newBuilder().setApiKey("wrong").setAudience("x").build()));
    assertThat(open.getKeySet(GetKeySetRequest.getDefaultInstance()).getJwks()).contains("keys");

    TokenServiceBlockingStub worker =
        open.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer(serviceToken)));
    assertThat(
            worker
                .describeSelf(DescribeSelfRequest.getDefaultInstance())
                .getTaskQueues(0)
                .getTaskQueue())
        .isEqualTo("queue-alice");
    assertThat(introspect(worker, issuer.accessToken().text())).isTrue();
    assertThat(introspect(worker, issuer.accessToken().expired().text())).isFalse();
    assertThat(introspect(worker, "nonsense")).isFalse();
  }

  private static boolean introspect(TokenServiceBlockingStub stub, String token) {
    return stub.introspectToken(IntrospectTokenRequest.newBuilder().setToken(token).build())
        .getActive();
  }

  @Test
  void answers_thatATestPrograms_replaceItsOwn() {
    auth.refuse(DelegationServiceGrpc.getVerifyDelegationMethod(), DenialReason.STORE_UNAVAILABLE);
    String token = auth.adopt(issuer.delegationToken());
    refused(DenialReason.STORE_UNAVAILABLE, () -> verify("alice-worker", token, adoptedRun(), ""));

    auth.answer(
        DelegationServiceGrpc.getVerifyDelegationMethod(),
        request -> VerifyDelegationResponse.newBuilder().setSubject("nobody").build());
    assertThat(verify("alice-worker", token, adoptedRun(), "").getSubject()).isEqualTo("nobody");

    auth.restore(DelegationServiceGrpc.getVerifyDelegationMethod());
    assertThat(verify("alice-worker", token, adoptedRun(), "").getSubject()).isEqualTo("user-ada");
    assertThat(auth.requests(DelegationServiceGrpc.getVerifyDelegationMethod())).hasSize(3);
  }

  @Test
  void goDown_thenComeBack_keepsStateAndPort() {
    IssueDelegationResponse issued = issue("key-1");
    auth.goDown();
    assertThatThrownBy(() -> verify("alice-worker", issued.getDelegationToken(), run(issued), ""))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));

    auth.comeBack();
    channel.shutdownNow();
    channel = open();

    assertThat(verify("alice-worker", issued.getDelegationToken(), run(issued), "").getSubject())
        .isEqualTo("user-ada");
  }

  @Test
  void tokens_thatExpire_areRefused() {
    IssueDelegationResponse issued = issue("key-1");
    clock.advance(Duration.ofMinutes(6));

    refused(
        DenialReason.TOKEN_EXPIRED,
        () -> verify("alice-worker", issued.getDelegationToken(), run(issued), ""));
  }

  private static void refused(DenialReason reason, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode().name()).isEqualTo(reason.status().name());
              assertThat(detail(e).getCode()).isEqualTo(reason.publicReason().code());
              assertThat(detail(e).getRetryable()).isEqualTo(reason.isRetryable());
            });
  }

  private static Refusal detail(StatusRuntimeException e) {
    try {
      return Objects.requireNonNull(StatusProto.fromThrowable(e))
          .getDetails(0)
          .unpack(Refusal.class);
    } catch (com.google.protobuf.InvalidProtocolBufferException bad) {
      throw new AssertionError(bad);
    }
  }

  private IssueDelegationResponse issue(String key) {
    return delegations("trigger").issueDelegation(request(key).build());
  }

  private IssueDelegationRequest.Builder request(String key) {
    return IssueDelegationRequest.newBuilder()
        .setAccessToken(issuer.accessToken().text())
        .setRoute("trip")
        .setIdempotencyKey(key)
        .setRequestDigest("d");
  }

  private VerifyDelegationResponse verify(
      String worker, String token, Execution run, String action) {
    return delegations(worker)
        .verifyDelegation(
            VerifyDelegationRequest.newBuilder()
                .setDelegationToken(token)
                .setExecution(run)
                .setAction(action)
                .build());
  }

  private DelegationServiceBlockingStub delegations(String workload) {
    return DelegationServiceGrpc.newBlockingStub(channel)
        .withInterceptors(
            MetadataUtils.newAttachHeadersInterceptor(
                bearer(issuer.serviceToken().workload(workload).text())));
  }

  private static Metadata bearer(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return headers;
  }

  private static Execution run(IssueDelegationResponse issued) {
    return adoptedRun().toBuilder()
        .setWorkflowId(issued.getDelegation().getScope().getWorkflowId())
        .build();
  }

  private static Execution adoptedRun() {
    return Execution.newBuilder()
        .setNamespace("default")
        .setWorkflowType("TripWorkflow")
        .setWorkflowId("trip-1")
        .setRunId("run-1")
        .setFirstExecutionRunId("run-1")
        .setTaskQueue("queue-alice")
        .build();
  }
}
