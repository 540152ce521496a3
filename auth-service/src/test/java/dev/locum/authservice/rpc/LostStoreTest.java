package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.authservice.fixture.FailingStore;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.protocol.audit.v1.AppendEventsRequest;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.Outcome;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.audit.v1.TailEventsRequest;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadRequest;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.CheckDelegationRequest;
import dev.locum.protocol.auth.v1.CloseDelegationRequest;
import dev.locum.protocol.auth.v1.CloseDelegationsRequest;
import dev.locum.protocol.auth.v1.DelegationPlace;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DescribeGrantsRequest;
import dev.locum.protocol.auth.v1.DescribeSelfRequest;
import dev.locum.protocol.auth.v1.EndSessionRequest;
import dev.locum.protocol.auth.v1.EndedWork;
import dev.locum.protocol.auth.v1.ExchangeDelegationRequest;
import dev.locum.protocol.auth.v1.GetDelegationRequest;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IssueDelegationRequest;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.protocol.auth.v1.RenewDelegationRequest;
import dev.locum.protocol.auth.v1.RevokeDelegationRequest;
import dev.locum.protocol.auth.v1.UserProof;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.token.WorkloadId;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method, with a database that goes away at its first, second, third … use: the caller is
 * told that nobody can decide now and may repeat, never that the server is at fault, and never that
 * it was done. A method that is added has no request here and fails until it has one.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LostStoreTest {

  /** More uses than any method has. */
  private static final int MOST_USES = 20;

  private final FailingStore store = new FailingStore();
  private ProcessWorld world;
  private String access;
  private AdministrationRequests administration;
  private IssueDelegationResponse issued;

  @BeforeEach
  void open(@TempDir Path directory) {
    world =
        ProcessWorld.open(
            directory,
            (settings, clock) -> {
              store.over(AuthServiceProcess.open(settings.store().engine()));
              return AuthServiceProcess.start(settings, clock, store);
            });
    administration = new AdministrationRequests(world);
    access = world.login().path("access_token").asText();
    issued = delegations(ProcessWorld.TRIGGER).issueDelegation(issue(UUID.randomUUID().toString()));
    delegations(ProcessWorld.TRIGGER).bindRun(bind());
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @MethodSource("dev.locum.authservice.rpc.Served#names")
  void call_databaseLostAtAnyUse_isUnavailableAndMayBeRepeated(String name) {
    MethodDescriptor<?, ?> method = Served.method(name);
    Message request = request(bareName(method));
    Channel channel = channelFor(method);
    int refused = 0;
    boolean isAnswered = false;
    while (!isAnswered && refused < MOST_USES) {
      store.failAfter(refused);
      isAnswered = isAnswered(channel, method, request);
      store.recover();
      if (!isAnswered) {
        refused++;
      }
    }

    boolean isEndless = method.getType() != MethodDescriptor.MethodType.UNARY;
    assertThat(isAnswered || isEndless).as("answered with a sound store").isTrue();
    // Only the public keys are answered without asking the store.
    assertThat(refused > 0).isEqualTo(!name.endsWith("/GetKeySet"));
  }

  @Test
  void call_databaseBackAgain_isAnswered() {
    Channel trigger = world.grpcAs(ProcessWorld.TRIGGER);
    MethodDescriptor<?, ?> method = DelegationServiceGrpc.getIssueDelegationMethod();
    store.failAfter(0);
    assertThat(isAnswered(trigger, method, issue("again"))).isFalse();

    store.recover();

    assertThat(isAnswered(trigger, method, issue("again"))).isTrue();
  }

  private static boolean isAnswered(
      Channel channel, MethodDescriptor<?, ?> method, Message request) {
    try {
      boolean _ = Served.call(channel, method, request);
      return true;
    } catch (StatusRuntimeException e) {
      Refusal refusal = Refused.detail(e);
      if (bareName(method).equals("RevokeKey") && refusal.getCode().equals("TOKEN_REJECTED")) {
        // It revokes first, whatever is lost then: the caller's own token, of that key, ends too.
        return true;
      }
      assertThat(refusal.getCode()).as(e.toString()).isEqualTo("AUTHORITY_UNAVAILABLE");
      assertThat(refusal.getRetryable()).isTrue();
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      return false;
    }
  }

  private static String bareName(MethodDescriptor<?, ?> method) {
    return Objects.requireNonNull(method.getBareMethodName());
  }

  private Channel channelFor(MethodDescriptor<?, ?> method) {
    return switch (bareName(method)) {
      case "IssueServiceToken", "GetKeySet", "EndSession" -> world.grpc();
      case "IssueDelegation", "BindRun", "RenewDelegation", "IntrospectToken" ->
          world.grpcAs(ProcessWorld.TRIGGER);
      case "VerifyDelegation",
          "ExchangeDelegation",
          "CloseDelegation",
          "CloseDelegations",
          "DescribeSelf",
          "AppendEvents" ->
          world.grpcAs(ProcessWorld.ALICE_WORKER);
      case "AuthenticateWorkload", "CheckDelegation", "DescribeGrants" ->
          world.grpcAs(ProcessWorld.GATEWAY);
      default -> world.grpcAs(ProcessWorld.OPERATOR);
    };
  }

  private Message request(String method) {
    return switch (method) {
      case "IssueDelegation" -> issue(UUID.randomUUID().toString());
      case "BindRun" -> bind();
      case "VerifyDelegation" ->
          VerifyDelegationRequest.newBuilder()
              .setDelegationToken(issued.getDelegationToken())
              .setExecution(StartedWork.firstRun(issued))
              .setActivityType("Reserve")
              .setAction("fleet.reserve")
              .build();
      case "RenewDelegation" -> renew();
      case "ExchangeDelegation" ->
          ExchangeDelegationRequest.newBuilder()
              .setDelegationToken(issued.getDelegationToken())
              .setExecution(StartedWork.firstRun(issued))
              .setDownstream("fleet")
              .addActions("fleet.reserve")
              .build();
      case "RevokeDelegation" ->
          RevokeDelegationRequest.newBuilder()
              .setDelegationId(issued.getDelegation().getDelegationId())
              .setReason("OPERATOR_REQUEST")
              .build();
      case "CloseDelegation" ->
          CloseDelegationRequest.newBuilder()
              .setDelegationId(issued.getDelegation().getDelegationId())
              .setFirstExecutionRunId("run-1")
              .setOutcome("COMPLETED")
              .build();
      case "CloseDelegations" ->
          CloseDelegationsRequest.newBuilder()
              .addEnded(
                  EndedWork.newBuilder()
                      .setDelegationId(issued.getDelegation().getDelegationId())
                      .setFirstExecutionRunId("run-1")
                      .setOutcome("COMPLETED"))
              .build();
      case "GetDelegation" ->
          GetDelegationRequest.newBuilder()
              .setDelegationId(issued.getDelegation().getDelegationId())
              .build();
      case "ListDelegations" -> ListDelegationsRequest.getDefaultInstance();
      case "IssueServiceToken" ->
          IssueServiceTokenRequest.newBuilder()
              .setApiKey(world.apiKey(ProcessWorld.TRIGGER))
              .setAudience(LoginWorld.ISSUER.value())
              .build();
      case "IntrospectToken" -> IntrospectTokenRequest.newBuilder().setToken(access).build();
      case "GetKeySet" -> GetKeySetRequest.getDefaultInstance();
      case "DescribeSelf" -> DescribeSelfRequest.getDefaultInstance();
      case "EndSession" -> EndSessionRequest.newBuilder().setAccessToken(access).build();
      case "AuthenticateWorkload" ->
          AuthenticateWorkloadRequest.newBuilder()
              .setApiKey(world.apiKey(ProcessWorld.ALICE_WORKER))
              .build();
      case "DescribeGrants" ->
          DescribeGrantsRequest.newBuilder().setWorkloadId("alice-worker").build();
      case "CheckDelegation" ->
          CheckDelegationRequest.newBuilder()
              .setDelegationToken(issued.getDelegationToken())
              .setWorkloadId("alice-worker")
              .setPlace(DelegationPlace.DELEGATION_PLACE_DISPATCH)
              .setExecution(StartedWork.firstRun(issued))
              .setPrincipalUser(issued.getDelegation().getSubject())
              .setPrincipalTenant("alice")
              .build();
      default -> auditRequest(method);
    };
  }

  private Message auditRequest(String method) {
    return switch (method) {
      case "AppendEvents" ->
          AppendEventsRequest.newBuilder()
              .addEvents(
                  AuditEvent.newBuilder()
                      .setEventId(UUID.randomUUID().toString())
                      .setType("DELEGATION_VERIFIED")
                      .setOutcome(Outcome.OUTCOME_ALLOWED))
              .build();
      case "SearchEvents" -> SearchEventsRequest.getDefaultInstance();
      case "TailEvents" -> TailEventsRequest.newBuilder().setType("NO_SUCH_TYPE").build();
      default -> administration.of(method);
    };
  }

  private Message renew() {
    return RenewDelegationRequest.newBuilder()
        .setUser(
            UserProof.newBuilder()
                .setAccessToken(access)
                .setDelegationId(issued.getDelegation().getDelegationId()))
        .build();
  }

  private IssueDelegationRequest issue(String key) {
    return IssueDelegationRequest.newBuilder()
        .setAccessToken(access)
        .setRoute("trip")
        .setIdempotencyKey(key)
        .setRequestDigest("a".repeat(64))
        .build();
  }

  private BindRunRequest bind() {
    return BindRunRequest.newBuilder()
        .setDelegationId(issued.getDelegation().getDelegationId())
        .setFirstExecutionRunId("run-1")
        .build();
  }

  private DelegationServiceGrpc.DelegationServiceBlockingStub delegations(WorkloadId workload) {
    return DelegationServiceGrpc.newBlockingStub(world.grpcAs(workload))
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }
}
