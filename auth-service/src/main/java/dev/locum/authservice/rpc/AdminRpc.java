package dev.locum.authservice.rpc;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.key.StoredKey;
import dev.locum.authservice.namespace.Namespace;
import dev.locum.authservice.namespace.Namespaces;
import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.Role;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.tenant.Tenant;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.user.Password;
import dev.locum.authservice.user.User;
import dev.locum.authservice.user.UserName;
import dev.locum.authservice.user.UserSpec;
import dev.locum.authservice.user.Users;
import dev.locum.authservice.workload.ApiKey;
import dev.locum.authservice.workload.ApiKeys;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.Workloads;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceImplBase;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.IssueApiKeyResponse;
import dev.locum.protocol.admin.v1.ListDownstreamsRequest;
import dev.locum.protocol.admin.v1.ListDownstreamsResponse;
import dev.locum.protocol.admin.v1.ListKeysRequest;
import dev.locum.protocol.admin.v1.ListKeysResponse;
import dev.locum.protocol.admin.v1.ListNamespacesRequest;
import dev.locum.protocol.admin.v1.ListNamespacesResponse;
import dev.locum.protocol.admin.v1.ListRolesRequest;
import dev.locum.protocol.admin.v1.ListRolesResponse;
import dev.locum.protocol.admin.v1.ListRoutesRequest;
import dev.locum.protocol.admin.v1.ListRoutesResponse;
import dev.locum.protocol.admin.v1.ListTenantsRequest;
import dev.locum.protocol.admin.v1.ListTenantsResponse;
import dev.locum.protocol.admin.v1.ListUsersRequest;
import dev.locum.protocol.admin.v1.ListUsersResponse;
import dev.locum.protocol.admin.v1.ListWorkloadsRequest;
import dev.locum.protocol.admin.v1.ListWorkloadsResponse;
import dev.locum.protocol.admin.v1.PutDownstreamRequest;
import dev.locum.protocol.admin.v1.PutDownstreamResponse;
import dev.locum.protocol.admin.v1.PutNamespaceRequest;
import dev.locum.protocol.admin.v1.PutNamespaceResponse;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutRoleResponse;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutRouteResponse;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.PutTenantResponse;
import dev.locum.protocol.admin.v1.PutUserRequest;
import dev.locum.protocol.admin.v1.PutUserResponse;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.PutWorkloadResponse;
import dev.locum.protocol.admin.v1.RevokeKeyRequest;
import dev.locum.protocol.admin.v1.RevokeKeyResponse;
import dev.locum.protocol.admin.v1.RotateKeyRequest;
import dev.locum.protocol.admin.v1.RotateKeyResponse;
import dev.locum.protocol.admin.v1.SetPasswordRequest;
import dev.locum.protocol.admin.v1.SetPasswordResponse;
import dev.locum.protocol.admin.v1.SigningKey;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.SigningAlgorithm;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Instant;

/** {@code locum.admin.v1.AdminService}; every change is one of {@link AuditedChanges}. */
final class AdminRpc extends AdminServiceImplBase {

  private final Store store;
  private final AuditedChanges changes;
  private final Users users;
  private final SigningKeys keys;
  private final ApiKeys apiKeys;
  private final Clock clock;

  AdminRpc(
      Store store, AuditTrail trail, Users users, SigningKeys keys, ApiKeys apiKeys, Clock clock) {
    this.store = store;
    this.changes = new AuditedChanges(store, trail);
    this.users = users;
    this.keys = keys;
    this.apiKeys = apiKeys;
    this.clock = clock;
  }

  @Override
  public void putTenant(PutTenantRequest request, StreamObserver<PutTenantResponse> answer) {
    Tenant tenant = AdminWire.tenant(request.getTenant());
    changes.make(
        changes.event("tenant " + tenant.id(), tenant.id()),
        tx -> {
          Tenants.put(tx, tenant, now());
          return tenant;
        });
    Wire.send(answer, PutTenantResponse.newBuilder().setTenant(AdminWire.toWire(tenant)).build());
  }

  @Override
  public void listTenants(ListTenantsRequest request, StreamObserver<ListTenantsResponse> answer) {
    ListTenantsResponse.Builder response = ListTenantsResponse.newBuilder();
    store.read(Tenants::list).forEach(tenant -> response.addTenants(AdminWire.toWire(tenant)));
    Wire.send(answer, response.build());
  }

  @Override
  public void putUser(PutUserRequest request, StreamObserver<PutUserResponse> answer) {
    UserSpec spec = AdminWire.user(request.getUser());
    User user =
        changes.attempt(
            changes.event("user " + spec.name(), spec.tenant()),
            () -> users.put(spec, Caller.current().requester()));
    Wire.send(answer, PutUserResponse.newBuilder().setUser(AdminWire.toWire(user)).build());
  }

  @Override
  public void setPassword(SetPasswordRequest request, StreamObserver<SetPasswordResponse> answer) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    UserName name = Wire.value("name", () -> new UserName(request.getName()));
    Password password = Wire.value("password", () -> Password.chosen(request.getPassword()));
    changes.attempt(
        changes.event("password of user " + name, tenant),
        () -> {
          users.setPassword(tenant, name, password, Caller.current().requester());
          return name;
        });
    Wire.send(answer, SetPasswordResponse.getDefaultInstance());
  }

  @Override
  public void listUsers(ListUsersRequest request, StreamObserver<ListUsersResponse> answer) {
    ListUsersResponse.Builder response = ListUsersResponse.newBuilder();
    users
        .list(Wire.tenant("tenant", request.getTenant()))
        .forEach(user -> response.addUsers(AdminWire.toWire(user)));
    Wire.send(answer, response.build());
  }

  @Override
  public void putRole(PutRoleRequest request, StreamObserver<PutRoleResponse> answer) {
    Role role = AdminWire.role(request.getRole());
    changes.make(
        changes.event("role " + role.name(), role.tenant()),
        tx -> {
          Rules.putRole(tx, role);
          return role;
        });
    Wire.send(answer, PutRoleResponse.newBuilder().setRole(AdminWire.toWire(role)).build());
  }

  @Override
  public void listRoles(ListRolesRequest request, StreamObserver<ListRolesResponse> answer) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    ListRolesResponse.Builder response = ListRolesResponse.newBuilder();
    store
        .read(tx -> Rules.roles(tx, tenant))
        .forEach(role -> response.addRoles(AdminWire.toWire(role)));
    Wire.send(answer, response.build());
  }

  @Override
  public void putWorkload(PutWorkloadRequest request, StreamObserver<PutWorkloadResponse> answer) {
    Workload workload = AdminWire.workload(request.getWorkload());
    AuditDraft event =
        workload
            .tenant()
            .map(tenant -> changes.event("workload " + workload.id(), tenant))
            .orElseGet(() -> changes.event("workload " + workload.id()));
    changes.make(
        event,
        tx -> {
          workload.tenant().ifPresent(tenant -> Tenants.require(tx, tenant));
          Workloads.put(tx, workload, now());
          return workload;
        });
    Wire.send(
        answer, PutWorkloadResponse.newBuilder().setWorkload(AdminWire.toWire(workload)).build());
  }

  @Override
  public void issueApiKey(IssueApiKeyRequest request, StreamObserver<IssueApiKeyResponse> answer) {
    WorkloadId id = Wire.value("workload_id", () -> new WorkloadId(request.getWorkloadId()));
    ApiKey key =
        changes.make(
            changes.event("api key of workload " + id),
            tx -> {
              if (Workloads.find(tx, id).isEmpty()) {
                throw new DenialException(DenialReason.ENTITY_NOT_FOUND, "workload " + id);
              }
              return apiKeys.issue(tx, id, now());
            });
    Wire.send(answer, IssueApiKeyResponse.newBuilder().setApiKey(key.reveal()).build());
  }

  @Override
  public void listWorkloads(
      ListWorkloadsRequest request, StreamObserver<ListWorkloadsResponse> answer) {
    var tenant = Wire.optional(request.getTenant(), text -> Wire.tenant("tenant", text));
    ListWorkloadsResponse.Builder response = ListWorkloadsResponse.newBuilder();
    store
        .read(tx -> Workloads.list(tx, tenant))
        .forEach(workload -> response.addWorkloads(AdminWire.toWire(workload)));
    Wire.send(answer, response.build());
  }

  @Override
  public void putNamespace(
      PutNamespaceRequest request, StreamObserver<PutNamespaceResponse> answer) {
    Namespace namespace = AdminWire.namespace(request.getNamespace());
    String what = "namespace " + namespace.name();
    changes.make(
        namespace
            .tenant()
            .map(tenant -> changes.event(what, tenant))
            .orElseGet(() -> changes.event(what)),
        tx -> {
          Namespaces.put(tx, namespace, now());
          return namespace;
        });
    Wire.send(
        answer,
        PutNamespaceResponse.newBuilder().setNamespace(AdminWire.toWire(namespace)).build());
  }

  @Override
  public void listNamespaces(
      ListNamespacesRequest request, StreamObserver<ListNamespacesResponse> answer) {
    ListNamespacesResponse.Builder response = ListNamespacesResponse.newBuilder();
    store.read(Namespaces::list).forEach(each -> response.addNamespaces(AdminWire.toWire(each)));
    Wire.send(answer, response.build());
  }

  @Override
  public void putRoute(PutRouteRequest request, StreamObserver<PutRouteResponse> answer) {
    Route route = AdminWire.route(request.getRoute());
    changes.make(
        changes.event("route " + route.name(), route.tenant()),
        tx -> {
          Rules.putRoute(tx, route);
          return route;
        });
    Wire.send(answer, PutRouteResponse.newBuilder().setRoute(AdminWire.toWire(route)).build());
  }

  @Override
  public void listRoutes(ListRoutesRequest request, StreamObserver<ListRoutesResponse> answer) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    ListRoutesResponse.Builder response = ListRoutesResponse.newBuilder();
    store
        .read(tx -> Rules.routes(tx, tenant))
        .forEach(route -> response.addRoutes(AdminWire.toWire(route)));
    Wire.send(answer, response.build());
  }

  @Override
  public void putDownstream(
      PutDownstreamRequest request, StreamObserver<PutDownstreamResponse> answer) {
    Downstream downstream = AdminWire.downstream(request.getDownstream());
    changes.make(
        changes.event("downstream " + downstream.name()),
        tx -> {
          Rules.putDownstream(tx, downstream);
          return downstream;
        });
    Wire.send(
        answer,
        PutDownstreamResponse.newBuilder().setDownstream(AdminWire.toWire(downstream)).build());
  }

  @Override
  public void listDownstreams(
      ListDownstreamsRequest request, StreamObserver<ListDownstreamsResponse> answer) {
    ListDownstreamsResponse.Builder response = ListDownstreamsResponse.newBuilder();
    store.read(Rules::downstreams).forEach(each -> response.addDownstreams(AdminWire.toWire(each)));
    Wire.send(answer, response.build());
  }

  @Override
  public void rotateKey(RotateKeyRequest request, StreamObserver<RotateKeyResponse> answer) {
    String name = request.getAlgorithm().isEmpty() ? "ES256" : request.getAlgorithm();
    SigningAlgorithm algorithm =
        SigningAlgorithm.ofJoseName(name)
            .orElseThrow(() -> Wire.invalid("algorithm: expected ES256, Ed25519 or RS256"));
    StoredKey rotated =
        changes.make(changes.event(AuditEventType.KEY_ROTATED), tx -> keys.rotate(tx, algorithm));
    keys.reload();
    Wire.send(
        answer, RotateKeyResponse.newBuilder().setKey(AdminWire.toWire(rotated, true)).build());
  }

  @Override
  public void revokeKey(RevokeKeyRequest request, StreamObserver<RevokeKeyResponse> answer) {
    String keyId = request.getKeyId();
    changes.make(
        changes.event(AuditEventType.KEY_REVOKED).action("signing key " + keyId),
        tx -> {
          keys.revoke(tx, keyId);
          return keyId;
        });
    keys.reload();
    RevokeKeyResponse.Builder response = RevokeKeyResponse.newBuilder();
    keys.published().forEach(key -> response.addKeys(toWire(key)));
    Wire.send(answer, response.build());
  }

  @Override
  public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> answer) {
    ListKeysResponse.Builder response = ListKeysResponse.newBuilder();
    keys.published().forEach(key -> response.addKeys(toWire(key)));
    Wire.send(answer, response.build());
  }

  private SigningKey toWire(StoredKey key) {
    return AdminWire.toWire(key, keys.isCurrent(key));
  }

  private Instant now() {
    return clock.instant();
  }
}
