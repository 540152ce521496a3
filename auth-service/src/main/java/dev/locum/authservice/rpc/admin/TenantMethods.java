package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.RuleRemoval;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.rpc.Caller;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.platform.StateName;
import dev.locum.authservice.rpc.admin.wire.TenantWire;
import dev.locum.authservice.tenant.Tenant;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.user.Requester;
import dev.locum.authservice.user.UserAccounts;
import dev.locum.authservice.user.UserName;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadRemoval;
import dev.locum.authservice.workload.Workloads;
import dev.locum.policy.RouteName;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ListTenantsRequest;
import dev.locum.protocol.admin.v1.ListTenantsResponse;
import dev.locum.protocol.admin.v1.PutTenantRequest;
import dev.locum.protocol.admin.v1.PutTenantResponse;
import dev.locum.protocol.admin.v1.RemoveTenantRequest;
import dev.locum.protocol.admin.v1.RemoveTenantResponse;
import dev.locum.protocol.admin.v1.RouteRef;
import dev.locum.protocol.admin.v1.SetDisabledRequest;
import dev.locum.protocol.admin.v1.SetDisabledResponse;
import dev.locum.protocol.admin.v1.UserRef;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import java.util.Optional;

/** Tenants, and disabling whatever can be disabled. */
final class TenantMethods {

  private final Administration.Needs needs;

  TenantMethods(Administration.Needs needs) {
    this.needs = needs;
  }

  void addTo(AdminMethods methods) {
    methods
        .change(AdminServiceGrpc.getPutTenantMethod(), this::put)
        .view(AdminServiceGrpc.getListTenantsMethod(), TenantMethods::list)
        .change(AdminServiceGrpc.getRemoveTenantMethod(), TenantMethods::remove)
        .change(AdminServiceGrpc.getSetDisabledMethod(), this::setDisabled);
  }

  private Change<PutTenantResponse> put(PutTenantRequest request) {
    Tenant asked = TenantWire.tenant(request.getTenant());
    return Change.<PutTenantResponse>of(
            "tenant " + asked.id(),
            asked.id(),
            (tx, event) -> {
              Tenant tenant =
                  request.getKeepState() ? Tenants.find(tx, asked.id()).orElse(asked) : asked;
              Tenants.put(tx, tenant, needs.clock().instant());
              return PutTenantResponse.newBuilder().setTenant(TenantWire.toWire(tenant)).build();
            })
        .widening(widening(asked, request.getKeepState()));
  }

  /** A new tenant has nothing yet, so nothing is given. */
  private static Widening widening(Tenant asked, boolean keepsState) {
    return keepsState
        ? Widening.NEVER
        : Widening.enabled(
            tx -> Tenants.find(tx, asked.id()),
            present -> !Coverage.covers(present, asked),
            TenantMethods::state);
  }

  private static String state(Tenant tenant) {
    return StateName.of(TenantWire.toWire(tenant));
  }

  private static View<ListTenantsResponse> list(ListTenantsRequest request) {
    return View.of(tx -> {
      ListTenantsResponse.Builder response = ListTenantsResponse.newBuilder();
      Tenants.list(tx).forEach(tenant -> response.addTenants(TenantWire.toWire(tenant)));
      return response.build();
    });
  }

  private static Change<RemoveTenantResponse> remove(RemoveTenantRequest request) {
    TenantId id = Wire.tenant("tenant", request.getTenant());
    return Change.of(
        "tenant " + id + " removed",
        id,
        (tx, event) -> {
          Tenants.remove(tx, id);
          return RemoveTenantResponse.getDefaultInstance();
        });
  }

  private Change<SetDisabledResponse> setDisabled(SetDisabledRequest request) {
    boolean disabled = request.getDisabled();
    if (!disabled) {
      Administrator.current().requireMayGive();
    }
    return switch (request.getEntityCase()) {
      case TENANT -> tenantDisabled(Wire.tenant("tenant", request.getTenant()), disabled);
      case USER -> userDisabled(request.getUser(), disabled);
      case WORKLOAD_ID ->
          workloadDisabled(
              Wire.value("workload_id", () -> new WorkloadId(request.getWorkloadId())), disabled);
      case ROUTE -> routeDisabled(request.getRoute(), disabled);
      case ENTITY_NOT_SET ->
          throw Wire.invalid("entity: absent (expected: tenant, user, workload_id or route)");
    };
  }

  private static Change<SetDisabledResponse> tenantDisabled(TenantId id, boolean disabled) {
    // Whether a tenant may act is the platform's to say, not its own administrators'.
    Administrator.current().requireScope(Optional.empty());
    return Change.<SetDisabledResponse>of(
            "tenant " + id + word(disabled),
            id,
            (tx, event) -> answer(Tenants.setDisabled(tx, id, disabled)))
        .widening(
            disabled
                ? Widening.NEVER
                : Widening.enabled(
                    tx -> Tenants.find(tx, id), Tenant::disabled, TenantMethods::state));
  }

  private Change<SetDisabledResponse> userDisabled(UserRef user, boolean disabled) {
    TenantId tenant = Wire.tenant("user.tenant", user.getTenant());
    UserName name = Wire.value("user.name", () -> new UserName(user.getName()));
    Requester by = Caller.current().requester();
    return Change.<SetDisabledResponse>of(
            "user " + name + word(disabled),
            tenant,
            (tx, event) -> answer(needs.users().setDisabled(tx, tenant, name, disabled, by)))
        .toldByTheDomain()
        .widening(
            disabled
                ? Widening.NEVER
                : Widening.enabled(
                    tx -> UserAccounts.find(tx, tenant, name),
                    account -> account.user().disabled(),
                    UserMethods::state));
  }

  private static Change<SetDisabledResponse> workloadDisabled(WorkloadId id, boolean disabled) {
    Administrator who = Administrator.current();
    return Change.<SetDisabledResponse>of(
            "workload " + id + word(disabled),
            (tx, event) -> {
              Optional<Workload> workload = Workloads.find(tx, id);
              workload.ifPresent(who::requireWorkload);
              workload
                  .flatMap(Workload::tenant)
                  .ifPresent(tenant -> event.subject("", tenant.value()));
              return answer(WorkloadRemoval.setDisabled(tx, id, disabled));
            })
        .scopedWithin()
        .widening(
            disabled
                ? Widening.NEVER
                : Widening.enabled(
                    tx -> Workloads.find(tx, id), Workload::disabled, WorkloadMethods::state));
  }

  private static Change<SetDisabledResponse> routeDisabled(RouteRef route, boolean disabled) {
    TenantId tenant = Wire.tenant("route.tenant", route.getTenant());
    RouteName name = Wire.value("route.name", () -> new RouteName(route.getName()));
    return Change.<SetDisabledResponse>of(
            "route " + name + word(disabled),
            tenant,
            (tx, event) -> answer(RuleRemoval.setDisabled(tx, tenant, name, disabled)))
        .widening(
            disabled
                ? Widening.NEVER
                : Widening.enabled(
                    tx -> Rules.findRoute(tx, tenant, name), Route::disabled, RouteMethods::state));
  }

  private static String word(boolean disabled) {
    return disabled ? " disabled" : " enabled";
  }

  private static SetDisabledResponse answer(boolean isChanged) {
    return SetDisabledResponse.newBuilder().setChanged(isChanged).build();
  }
}
