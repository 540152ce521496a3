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
import dev.locum.authservice.store.UnitOfWork;
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
import java.util.function.Supplier;

/**
 * {@code locum.admin.v1.AdminService}. Every change is one transaction with its event; every
 * refusal leaves one too.
 */
final class AdminRpc extends AdminServiceImplBase {

  private final Store store;
  private final AuditTrail trail;
  private final Users users;
  private final SigningKeys keys;
  private final ApiKeys apiKeys;
  private final Clock clock;

  AdminRpc(
      Store store, AuditTrail trail, Users users, SigningKeys keys, ApiKeys apiKeys, Clock clock) {
    this.store = store;
    this.trail = trail;
    this.users = users;
    this.keys = keys;
    this.apiKeys = apiKeys;
    this.clock = clock;
  }

  @Override
  public void putTenant(PutTenantRequest request, StreamObserver<PutTenantResponse> answer) {
    Tenant tenant = AdminWire.tenant(request.getTenant());
    change(
        event("tenant " + tenant.id(), tenant.id()),
        tx -> {
          Tenants.put(tx, tenant, now());
          return tenant;
        });
    DelegationRpc.send(
        answer, PutTenantResponse.newBuilder().setTenant(AdminWire.toWire(tenant)).build());
  }

  @Override
  public void listTenants(ListTenantsRequest request, StreamObserver<ListTenantsResponse> answer) {
    ListTenantsResponse.Builder response = ListTenantsResponse.newBuilder();
    read(Tenants::list).forEach(tenant -> response.addTenants(AdminWire.toWire(tenant)));
    DelegationRpc.send(answer, response.build());
  }

  @Override
  public void putUser(PutUserRequest request, StreamObserver<PutUserResponse> answer) {
    UserSpec spec = AdminWire.user(request.getUser());
    User user =
        audited(
            event("user " + spec.name(), spec.tenant()),
            () -> users.put(spec, Caller.current().requester()));
    DelegationRpc.send(
        answer, PutUserResponse.newBuilder().setUser(AdminWire.toWire(user)).build());
  }

  @Override
  public void setPassword(SetPasswordRequest request, StreamObserver<SetPasswordResponse> answer) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    UserName name = Wire.value("name", () -> new UserName(request.getName()));
    Password password = Wire.value("password", () -> Password.chosen(request.getPassword()));
    audited(
        event("password of user " + name, tenant),
        () -> {
          users.setPassword(tenant, name, password, Caller.current().requester());
          return name;
        });
    DelegationRpc.send(answer, SetPasswordResponse.getDefaultInstance());
  }

  @Override
  public void listUsers(ListUsersRequest request, StreamObserver<ListUsersResponse> answer) {
    ListUsersResponse.Builder response = ListUsersResponse.newBuilder();
    users
        .list(Wire.tenant("tenant", request.getTenant()))
        .forEach(user -> response.addUsers(AdminWire.toWire(user)));
    DelegationRpc.send(answer, response.build());
  }

  @Override
  public void putRole(PutRoleRequest request, StreamObserver<PutRoleResponse> answer) {
    Role role = AdminWire.role(request.getRole());
    change(
        event("role " + role.name(), role.tenant()),
        tx -> {
          Rules.putRole(tx, role);
          return role;
        });
    DelegationRpc.send(
        answer, PutRoleResponse.newBuilder().setRole(AdminWire.toWire(role)).build());
  }

  @Override
  public void listRoles(ListRolesRequest request, StreamObserver<ListRolesResponse> answer) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    ListRolesResponse.Builder response = ListRolesResponse.newBuilder();
    read(tx -> Rules.roles(tx, tenant)).forEach(role -> response.addRoles(AdminWire.toWire(role)));
    DelegationRpc.send(answer, response.build());
  }

  @Override
  public void putWorkload(PutWorkloadRequest request, StreamObserver<PutWorkloadResponse> answer) {
    Workload workload = AdminWire.workload(request.getWorkload());
    AuditDraft event =
        workload
            .tenant()
            .map(tenant -> event("workload " + workload.id(), tenant))
            .orElseGet(() -> event("workload " + workload.id()));
    change(
        event,
        tx -> {
          workload.tenant().ifPresent(tenant -> Tenants.require(tx, tenant));
          Workloads.put(tx, workload, now());
          return workload;
        });
    DelegationRpc.send(
        answer, PutWorkloadResponse.newBuilder().setWorkload(AdminWire.toWire(workload)).build());
  }

  @Override
  public void issueApiKey(IssueApiKeyRequest request, StreamObserver<IssueApiKeyResponse> answer) {
    WorkloadId id = Wire.value("workload_id", () -> new WorkloadId(request.getWorkloadId()));
    ApiKey key =
        change(
            event("api key of workload " + id),
            tx -> {
              if (Workloads.find(tx, id).isEmpty()) {
                throw new DenialException(DenialReason.ENTITY_NOT_FOUND, "workload " + id);
              }
              return apiKeys.issue(tx, id, now());
            });
    DelegationRpc.send(answer, IssueApiKeyResponse.newBuilder().setApiKey(key.reveal()).build());
  }

  @Override
  public void listWorkloads(
      ListWorkloadsRequest request, StreamObserver<ListWorkloadsResponse> answer) {
    var tenant = Wire.optional(request.getTenant(), text -> Wire.tenant("tenant", text));
    ListWorkloadsResponse.Builder response = ListWorkloadsResponse.newBuilder();
    read(tx -> Workloads.list(tx, tenant))
        .forEach(workload -> response.addWorkloads(AdminWire.toWire(workload)));
    DelegationRpc.send(answer, response.build());
  }

  @Override
  public void putNamespace(
      PutNamespaceRequest request, StreamObserver<PutNamespaceResponse> answer) {
    Namespace namespace = AdminWire.namespace(request.getNamespace());
    String what = "namespace " + namespace.name();
    change(
        namespace.tenant().map(tenant -> event(what, tenant)).orElseGet(() -> event(what)),
        tx -> {
          Namespaces.put(tx, namespace, now());
          return namespace;
        });
    DelegationRpc.send(
        answer,
        PutNamespaceResponse.newBuilder().setNamespace(AdminWire.toWire(namespace)).build());
  }

  @Override
  public void listNamespaces(
      ListNamespacesRequest request, StreamObserver<ListNamespacesResponse> answer) {
    ListNamespacesResponse.Builder response = ListNamespacesResponse.newBuilder();
    read(Namespaces::list).forEach(each -> response.addNamespaces(AdminWire.toWire(each)));
    DelegationRpc.send(answer, response.build());
  }

  @Override
  public void putRoute(PutRouteRequest request, StreamObserver<PutRouteResponse> answer) {
    Route route = AdminWire.route(request.getRoute());
    change(
        event("route " + route.name(), route.tenant()),
        tx -> {
          Rules.putRoute(tx, route);
          return route;
        });
    DelegationRpc.send(
        answer, PutRouteResponse.newBuilder().setRoute(AdminWire.toWire(route)).build());
  }

  @Override
  public void listRoutes(ListRoutesRequest request, StreamObserver<ListRoutesResponse> answer) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    ListRoutesResponse.Builder response = ListRoutesResponse.newBuilder();
    read(tx -> Rules.routes(tx, tenant))
        .forEach(route -> response.addRoutes(AdminWire.toWire(route)));
    DelegationRpc.send(answer, response.build());
  }

  @Override
  public void putDownstream(
      PutDownstreamRequest request, StreamObserver<PutDownstreamResponse> answer) {
    Downstream downstream = AdminWire.downstream(request.getDownstream());
    change(
        event("downstream " + downstream.name()),
        tx -> {
          Rules.putDownstream(tx, downstream);
          return downstream;
        });
    DelegationRpc.send(
        answer,
        PutDownstreamResponse.newBuilder().setDownstream(AdminWire.toWire(downstream)).build());
  }

  @Override
  public void listDownstreams(
      ListDownstreamsRequest request, StreamObserver<ListDownstreamsResponse> answer) {
    ListDownstreamsResponse.Builder response = ListDownstreamsResponse.newBuilder();
    read(Rules::downstreams).forEach(each -> response.addDownstreams(AdminWire.toWire(each)));
    DelegationRpc.send(answer, response.build());
  }

  @Override
  public void rotateKey(RotateKeyRequest request, StreamObserver<RotateKeyResponse> answer) {
    String name = request.getAlgorithm().isEmpty() ? "ES256" : request.getAlgorithm();
    SigningAlgorithm algorithm =
        SigningAlgorithm.ofJoseName(name)
            .orElseThrow(() -> Wire.invalid("algorithm: expected ES256, Ed25519 or RS256"));
    StoredKey rotated = change(event(AuditEventType.KEY_ROTATED), tx -> keys.rotate(tx, algorithm));
    keys.reload();
    DelegationRpc.send(
        answer, RotateKeyResponse.newBuilder().setKey(AdminWire.toWire(rotated, true)).build());
  }

  @Override
  public void revokeKey(RevokeKeyRequest request, StreamObserver<RevokeKeyResponse> answer) {
    String keyId = request.getKeyId();
    change(
        event(AuditEventType.KEY_REVOKED).action("signing key " + keyId),
        tx -> {
          keys.revoke(tx, keyId);
          return keyId;
        });
    keys.reload();
    RevokeKeyResponse.Builder response = RevokeKeyResponse.newBuilder();
    keys.published().forEach(key -> response.addKeys(toWire(key)));
    DelegationRpc.send(answer, response.build());
  }

  @Override
  public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> answer) {
    ListKeysResponse.Builder response = ListKeysResponse.newBuilder();
    keys.published().forEach(key -> response.addKeys(toWire(key)));
    DelegationRpc.send(answer, response.build());
  }

  private SigningKey toWire(StoredKey key) {
    return AdminWire.toWire(key, keys.isCurrent(key));
  }

  private Instant now() {
    return clock.instant();
  }

  private AuditDraft event(AuditEventType type) {
    Caller caller = Caller.current();
    return trail.draft(type).actor(caller.actor()).correlation(caller.correlationId());
  }

  private AuditDraft event(String what) {
    return event(AuditEventType.ADMINISTERED).action(what);
  }

  private AuditDraft event(String what, TenantId tenant) {
    return event(what).subject("", tenant.value());
  }

  private <T> T change(AuditDraft event, UnitOfWork<T> work) {
    return audited(
        event,
        () ->
            store.write(tx -> {
              T answer = work.run(tx);
              trail.record(tx, event.allowed());
              return answer;
            }));
  }

  /** What the step refuses is in the trail before it is answered. */
  private static <T> T audited(AuditDraft event, Supplier<T> step) {
    try {
      return step.get();
    } catch (DenialException e) {
      event.refused(e.reason().code(), e.rejection().detail()).record();
      throw e;
    }
  }

  private <T> T read(UnitOfWork<T> work) {
    return store.read(work);
  }
}
