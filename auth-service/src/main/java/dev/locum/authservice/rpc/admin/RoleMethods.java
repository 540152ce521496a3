package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.route.Role;
import dev.locum.authservice.route.RuleRemoval;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.platform.StateName;
import dev.locum.authservice.rpc.admin.wire.RoleWire;
import dev.locum.authservice.store.Transaction;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ListRolesRequest;
import dev.locum.protocol.admin.v1.ListRolesResponse;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutRoleResponse;
import dev.locum.protocol.admin.v1.RemoveRoleRequest;
import dev.locum.protocol.admin.v1.RemoveRoleResponse;
import dev.locum.token.TenantId;
import java.util.Optional;

/** Roles of a tenant's users. */
final class RoleMethods {

  void addTo(AdminMethods methods) {
    methods
        .change(AdminServiceGrpc.getPutRoleMethod(), RoleMethods::put)
        .view(AdminServiceGrpc.getListRolesMethod(), RoleMethods::list)
        .change(AdminServiceGrpc.getRemoveRoleMethod(), RoleMethods::remove);
  }

  private static Change<PutRoleResponse> put(PutRoleRequest request) {
    Role role = RoleWire.role(request.getRole());
    return Change.<PutRoleResponse>of(
            "role " + role.name(),
            role.tenant(),
            (tx, event) -> {
              Rules.putRole(tx, role);
              return PutRoleResponse.newBuilder().setRole(RoleWire.toWire(role)).build();
            })
        .widening(
            Widening.put(
                tx -> present(tx, role),
                found -> role,
                Coverage::covers,
                found -> StateName.of(RoleWire.toWire(found))));
  }

  private static Optional<Role> present(Transaction tx, Role asked) {
    return Rules.roles(tx, asked.tenant()).stream()
        .filter(found -> found.name().equals(asked.name()))
        .findFirst();
  }

  private static View<ListRolesResponse> list(ListRolesRequest request) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    return View.of(
        tenant,
        tx -> {
          ListRolesResponse.Builder response = ListRolesResponse.newBuilder();
          Rules.roles(tx, tenant).forEach(role -> response.addRoles(RoleWire.toWire(role)));
          return response.build();
        });
  }

  private static Change<RemoveRoleResponse> remove(RemoveRoleRequest request) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    String name = Wire.value("name", () -> Role.requireName(request.getName()));
    return Change.of(
        "role " + name + " removed",
        tenant,
        (tx, event) -> {
          RuleRemoval.removeRole(tx, tenant, name);
          return RemoveRoleResponse.getDefaultInstance();
        });
  }
}
