package dev.locum.authservice.rpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.locum.authservice.approval.Proposal;
import dev.locum.authservice.approval.Proposals;
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
import dev.locum.protocol.auth.v1.CredentialKind;
import dev.locum.protocol.auth.v1.DelegationRule;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A request for each method of the administration and of its clients. A method that is added has
 * none here, and fails until it has one.
 */
final class AdministrationRequests {

  private static final TenantId CAROL = new TenantId("carol");

  private final ProcessWorld world;

  AdministrationRequests(ProcessWorld world) {
    this.world = world;
  }

  /** A request that the named method can answer; what it removes or decides is put first. */
  Message of(String method) {
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
      default -> workRequest(method);
    };
  }

  private Message workRequest(String method) {
    return switch (method) {
      case "PutWorkload" ->
          PutWorkloadRequest.newBuilder()
              .setWorkload(
                  Workload.newBuilder()
                      .setId("trigger-2")
                      .setKind(WorkloadKind.WORKLOAD_KIND_TRIGGER))
              .build();
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
                      .setDelegationLimit(Duration.newBuilder().setSeconds(3600)))
              .build();
      case "ListRoutes" -> ListRoutesRequest.newBuilder().setTenant("alice").build();
      case "PutDownstream" ->
          PutDownstreamRequest.newBuilder()
              .setDownstream(Downstream.newBuilder().setName("extra").addActions("extra.act"))
              .build();
      case "ListDownstreams" -> ListDownstreamsRequest.getDefaultInstance();
      default -> keyRequest(method);
    };
  }

  private Message keyRequest(String method) {
    return switch (method) {
      case "RotateKey" -> RotateKeyRequest.getDefaultInstance();
      case "RevokeKey" ->
          RevokeKeyRequest.newBuilder()
              .setKeyId(
                  admin().rotateKey(RotateKeyRequest.getDefaultInstance()).getKey().getKeyId())
              .build();
      case "ListKeys" -> ListKeysRequest.getDefaultInstance();
      case "RewrapKeys" -> RewrapKeysRequest.getDefaultInstance();
      case "IssueApiKey" -> IssueApiKeyRequest.newBuilder().setWorkloadId("trigger").build();
      case "RevokeApiKeys" ->
          RevokeApiKeysRequest.newBuilder().setWorkloadId("alice-starter").build();
      default -> changeRequest(method);
    };
  }

  private Message changeRequest(String method) {
    return switch (method) {
      case "ListApprovals" -> ListApprovalsRequest.getDefaultInstance();
      case "ApproveChange" ->
          ApproveChangeRequest.newBuilder().setApprovalId(proposal(second())).build();
      case "RejectChange" ->
          RejectChangeRequest.newBuilder().setApprovalId(proposal("operator")).build();
      case "ExportPlatform" -> ExportPlatformRequest.getDefaultInstance();
      case "ApplyPlatform" ->
          ApplyPlatformRequest.newBuilder()
              .setPlatform(Platform.newBuilder().addTenants(Tenant.newBuilder().setName("carol")))
              .setExpectedState(
                  admin().exportPlatform(ExportPlatformRequest.getDefaultInstance()).getState())
              .build();
      case "SetDisabled" -> SetDisabledRequest.newBuilder().setTenant("bob").build();
      default -> removalRequest(method);
    };
  }

  private Message removalRequest(String method) {
    return switch (method) {
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
              "method " + method + " is new: give it a request (and a channel in LostStoreTest)");
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
    return switch (of(method)) {
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
}
