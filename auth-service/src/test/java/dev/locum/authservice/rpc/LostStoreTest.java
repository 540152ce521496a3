package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.locum.authservice.approval.Proposal;
import dev.locum.authservice.approval.Proposals;
import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.authservice.fixture.FailingStore;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.Operators;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ApplyPlatformRequest;
import dev.locum.protocol.admin.v1.ApproveChangeRequest;
import dev.locum.protocol.admin.v1.Client;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.protocol.admin.v1.Downstream;
import dev.locum.protocol.admin.v1.ExportPlatformRequest;
import dev.locum.protocol.admin.v1.GetClientRequest;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.ListApprovalsRequest;
import dev.locum.protocol.admin.v1.ListClientsRequest;
import dev.locum.protocol.admin.v1.ListDownstreamsRequest;
import dev.locum.protocol.admin.v1.ListKeysRequest;
import dev.locum.protocol.admin.v1.ListNamespacesRequest;
import dev.locum.protocol.admin.v1.ListRolesRequest;
import dev.locum.protocol.admin.v1.ListRoutesRequest;
import dev.locum.protocol.admin.v1.ListSessionsRequest;
import dev.locum.protocol.admin.v1.ListTenantsRequest;
import dev.locum.protocol.admin.v1.ListUsersRequest;
import dev.locum.protocol.admin.v1.ListWorkloadsRequest;
import dev.locum.protocol.admin.v1.Namespace;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.protocol.admin.v1.PublicClient;
import dev.locum.protocol.admin.v1.PutClientRequest;
import dev.locum.protocol.admin.v1.PutDownstreamRequest;
import dev.locum.protocol.admin.v1.PutNamespaceRequest;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.RejectChangeRequest;
import dev.locum.protocol.admin.v1.RemoveClientRequest;
import dev.locum.protocol.admin.v1.RemoveDownstreamRequest;
import dev.locum.protocol.admin.v1.RemoveNamespaceRequest;
import dev.locum.protocol.admin.v1.RemoveRoleRequest;
import dev.locum.protocol.admin.v1.RemoveRouteRequest;
import dev.locum.protocol.admin.v1.RemoveTenantRequest;
import dev.locum.protocol.admin.v1.RemoveWorkloadRequest;
import dev.locum.protocol.admin.v1.RevokeApiKeysRequest;
import dev.locum.protocol.admin.v1.RevokeKeyRequest;
import dev.locum.protocol.admin.v1.RevokeSessionRequest;
import dev.locum.protocol.admin.v1.RewrapKeysRequest;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.RotateKeyRequest;
import dev.locum.protocol.admin.v1.RotateSecretRequest;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.SecretBasic;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.SetPasswordRequest;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.audit.v1.AppendEventsRequest;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.Outcome;
import dev.locum.protocol.audit.v1.SearchEventsRequest;
import dev.locum.protocol.audit.v1.TailEventsRequest;
import dev.locum.protocol.auth.v1.AuthenticateWorkloadRequest;
import dev.locum.protocol.auth.v1.BindRunRequest;
import dev.locum.protocol.auth.v1.CheckDelegationRequest;
import dev.locum.protocol.auth.v1.CloseDelegationRequest;
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.DelegationPlace;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DescribeGrantsRequest;
import dev.locum.protocol.auth.v1.DescribeSelfRequest;
import dev.locum.protocol.auth.v1.EndSessionRequest;
import dev.locum.protocol.auth.v1.ExchangeDelegationRequest;
import dev.locum.protocol.auth.v1.Execution;
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
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
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

  private static final TenantId CAROL = new TenantId("carol");

  private final FailingStore store = new FailingStore();
  private ProcessWorld world;
  private String access;
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
              .setExecution(execution())
              .setActivityType("Reserve")
              .setAction("fleet.reserve")
              .build();
      case "RenewDelegation" -> renew();
      case "ExchangeDelegation" ->
          ExchangeDelegationRequest.newBuilder()
              .setDelegationToken(issued.getDelegationToken())
              .setExecution(execution())
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
              .setExecution(execution())
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
      default -> adminRequest(method);
    };
  }

  private Message adminRequest(String method) {
    Duration hour = Duration.newBuilder().setSeconds(3600).build();
    return switch (method) {
      case "PutTenant" ->
          PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName("carol")).build();
      case "ListTenants" -> ListTenantsRequest.getDefaultInstance();
      case "PutUser" ->
          PutUserRequest.newBuilder()
              .setUser(User.newBuilder().setTenant("alice").setName("eve"))
              .build();
      case "SetPassword" ->
          SetPasswordRequest.newBuilder()
              .setTenant("alice")
              .setName("ada")
              .setPassword("quite another phrase")
              .build();
      case "ListUsers" -> ListUsersRequest.newBuilder().setTenant("alice").build();
      case "PutRole" ->
          PutRoleRequest.newBuilder()
              .setRole(Role.newBuilder().setTenant("alice").setName("driver").addRoutes("trip"))
              .build();
      case "ListRoles" -> ListRolesRequest.newBuilder().setTenant("alice").build();
      case "PutWorkload" ->
          PutWorkloadRequest.newBuilder()
              .setWorkload(
                  Workload.newBuilder()
                      .setId("trigger-2")
                      .setKind(WorkloadKind.WORKLOAD_KIND_TRIGGER))
              .build();
      case "IssueApiKey" -> IssueApiKeyRequest.newBuilder().setWorkloadId("trigger").build();
      case "ListWorkloads" -> ListWorkloadsRequest.getDefaultInstance();
      case "PutNamespace" ->
          PutNamespaceRequest.newBuilder()
              .setNamespace(
                  Namespace.newBuilder()
                      .setName("shared")
                      .setShared(true)
                      .setDelegations(DelegationRule.DELEGATION_RULE_REQUIRED)
                      .addCredentials(CredentialKind.CREDENTIAL_KIND_CERTIFICATE))
              .build();
      case "ListNamespaces" -> ListNamespacesRequest.getDefaultInstance();
      case "PutRoute" ->
          PutRouteRequest.newBuilder()
              .setRoute(
                  Route.newBuilder()
                      .setTenant("alice")
                      .setName("trip-2")
                      .setNamespace("default")
                      .setWorkflowType("TripWorkflow")
                      .addTaskQueues("queue-alice")
                      .addActions("fleet.reserve")
                      .setDelegationLimit(hour))
              .build();
      case "ListRoutes" -> ListRoutesRequest.newBuilder().setTenant("alice").build();
      case "PutDownstream" ->
          PutDownstreamRequest.newBuilder()
              .setDownstream(Downstream.newBuilder().setName("extra").addActions("extra.act"))
              .build();
      case "ListDownstreams" -> ListDownstreamsRequest.getDefaultInstance();
      case "RotateKey" -> RotateKeyRequest.getDefaultInstance();
      case "RevokeKey" ->
          RevokeKeyRequest.newBuilder()
              .setKeyId(
                  admin().rotateKey(RotateKeyRequest.getDefaultInstance()).getKey().getKeyId())
              .build();
      case "ListKeys" -> ListKeysRequest.getDefaultInstance();
      default -> removalRequest(method);
    };
  }

  private Message removalRequest(String method) {
    return switch (method) {
      case "ListApprovals" -> ListApprovalsRequest.getDefaultInstance();
      case "ApproveChange" ->
          ApproveChangeRequest.newBuilder().setApprovalId(proposal(second())).build();
      case "RejectChange" ->
          RejectChangeRequest.newBuilder().setApprovalId(proposal("operator")).build();
      case "RewrapKeys" -> RewrapKeysRequest.getDefaultInstance();
      case "ExportPlatform" -> ExportPlatformRequest.getDefaultInstance();
      case "ApplyPlatform" ->
          ApplyPlatformRequest.newBuilder()
              .setPlatform(Platform.newBuilder().addTenants(Tenant.newBuilder().setName("carol")))
              .setExpectedState(
                  admin().exportPlatform(ExportPlatformRequest.getDefaultInstance()).getState())
              .build();
      case "SetDisabled" -> SetDisabledRequest.newBuilder().setTenant("bob").build();
      case "RemoveTenant" -> {
        world.beside.store.write(tx -> {
          Tenants.put(tx, new dev.locum.authservice.tenant.Tenant(CAROL, false), Instant.EPOCH);
          return CAROL;
        });
        yield RemoveTenantRequest.newBuilder().setTenant("carol").build();
      }
      case "RemoveRole" ->
          RemoveRoleRequest.newBuilder().setTenant("alice").setName(extra("PutRole")).build();
      case "RemoveWorkload" ->
          RemoveWorkloadRequest.newBuilder().setWorkloadId(extra("PutWorkload")).build();
      case "RemoveNamespace" ->
          RemoveNamespaceRequest.newBuilder().setName(extra("PutNamespace")).build();
      case "RemoveRoute" ->
          RemoveRouteRequest.newBuilder().setTenant("alice").setName(extra("PutRoute")).build();
      case "RemoveDownstream" ->
          RemoveDownstreamRequest.newBuilder().setName(extra("PutDownstream")).build();
      case "RevokeApiKeys" ->
          RevokeApiKeysRequest.newBuilder().setWorkloadId("alice-starter").build();
      case "ListSessions" -> ListSessionsRequest.newBuilder().setTenant("alice").build();
      case "RevokeSession" ->
          RevokeSessionRequest.newBuilder()
              .setSessionId(
                  admin()
                      .listSessions(ListSessionsRequest.newBuilder().setTenant("alice").build())
                      .getSessions(0)
                      .getSessionId())
              .build();
      default -> clientRequest(method);
    };
  }

  private Message clientRequest(String method) {
    return switch (method) {
      case "PutClient" -> put(Client.newBuilder().setPublic(PublicClient.getDefaultInstance()));
      case "GetClient" -> GetClientRequest.newBuilder().setId(confidentialClient()).build();
      case "ListClients" -> ListClientsRequest.getDefaultInstance();
      case "RemoveClient" -> RemoveClientRequest.newBuilder().setId(confidentialClient()).build();
      case "RotateSecret" -> RotateSecretRequest.newBuilder().setId(confidentialClient()).build();
      default ->
          throw new AssertionError(
              "method " + method + " is new: give it a request here (and a channel above)");
    };
  }

  private static PutClientRequest put(Client.Builder client) {
    return PutClientRequest.newBuilder()
        .setClient(
            client
                .setId("shop")
                .setName("The shop")
                .setTenant("alice")
                .addRedirectUris("https://shop.example/cb")
                .addGrants("authorization_code")
                .addScopes("openid"))
        .build();
  }

  /** Puts a client that proves itself by a secret; answers its id. */
  private String confidentialClient() {
    return ClientServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.OPERATOR))
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .putClient(put(Client.newBuilder().setSecretBasic(SecretBasic.getDefaultInstance())))
        .getClient()
        .getId();
  }

  /** A second administrator; answers their id. */
  private String second() {
    Operators.register(world.beside, "second", AdministratorRole.OPERATOR);
    return "second";
  }

  /** A proposal that waits; answers its id. */
  private String proposal(String proposer) {
    PutTenantRequest put =
        PutTenantRequest.newBuilder().setTenant(Tenant.newBuilder().setName("dora")).build();
    String id = UUID.randomUUID().toString();
    world.beside.store.write(tx -> {
      Proposals.add(
          tx,
          new Proposal(
              id,
              new Proposal.Request(
                  AdminServiceGrpc.getPutTenantMethod().getFullMethodName(),
                  Base64.getEncoder().encodeToString(put.toByteArray())),
              "tenant dora",
              "nothing",
              new WorkloadId(proposer),
              new Proposal.Times(
                  world.beside.clock.instant(), world.beside.clock.instant().plusSeconds(600)),
              Optional.empty()));
      return id;
    });
    return id;
  }

  /** Puts what another method's request names, to be removed; answers its name. */
  private String extra(String method) {
    return switch (adminRequest(method)) {
      case PutRoleRequest put -> admin().putRole(put).getRole().getName();
      case PutWorkloadRequest put -> admin().putWorkload(put).getWorkload().getId();
      case PutNamespaceRequest put -> admin().putNamespace(put).getNamespace().getName();
      case PutRouteRequest put -> admin().putRoute(put).getRoute().getName();
      case PutDownstreamRequest put -> admin().putDownstream(put).getDownstream().getName();
      default -> throw new AssertionError(method);
    };
  }

  private AdminServiceGrpc.AdminServiceBlockingStub admin() {
    return AdminServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.OPERATOR))
        .withDeadlineAfter(30, TimeUnit.SECONDS);
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

  private Execution execution() {
    return Execution.newBuilder()
        .setNamespace("default")
        .setWorkflowType("TripWorkflow")
        .setWorkflowId(issued.getDelegation().getScope().getWorkflowId())
        .setRunId("run-1")
        .setFirstExecutionRunId("run-1")
        .setTaskQueue("queue-alice")
        .build();
  }

  private DelegationServiceGrpc.DelegationServiceBlockingStub delegations(WorkloadId workload) {
    return DelegationServiceGrpc.newBlockingStub(world.grpcAs(workload))
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }
}
