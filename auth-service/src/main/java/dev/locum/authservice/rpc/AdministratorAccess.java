package dev.locum.authservice.rpc;

import static dev.locum.authservice.workload.AdministratorRole.ADMINISTRATOR;
import static dev.locum.authservice.workload.AdministratorRole.OPERATOR;
import static dev.locum.authservice.workload.AdministratorRole.SECURITY;
import static dev.locum.authservice.workload.AdministratorRole.VIEWER;

import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.Workload;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthGrpc;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which administrators may call which method: the one table. An operator calls nothing that has no
 * row here; {@link MethodAccess} says which methods are for operators at all.
 *
 * @param roles those that may call it; the role ADMINISTRATOR may call every method of the table
 * @param ofTenant whether an administrator of one tenant may call it too, about that tenant
 */
public record AdministratorAccess(Set<AdministratorRole> roles, boolean ofTenant) {

  private static final Map<String, AdministratorAccess> TABLE = table();

  /**
   * Goes on if the operator may call the method.
   *
   * @throws DenialException {@code CALLER_NOT_ALLOWED} if not
   */
  public static void require(String fullMethodName, Workload operator) {
    AdministratorAccess row = TABLE.get(fullMethodName);
    boolean isAllowed =
        row != null
            && operator.administratorRoles().stream().anyMatch(row.roles()::contains)
            && (row.ofTenant() || operator.tenant().isEmpty());
    if (!isAllowed) {
      throw new DenialException(
          DenialReason.CALLER_NOT_ALLOWED,
          operator.administratorRoles() + " " + operator.id() + " at " + fullMethodName);
    }
  }

  static Set<String> methods() {
    return TABLE.keySet();
  }

  private static Map<String, AdministratorAccess> table() {
    Map<String, AdministratorAccess> table = new HashMap<>();
    everybody(table);
    seeing(table);
    administering(table);
    securing(table);
    return Map.copyOf(table);
  }

  /** What every operator may do as a workload. */
  private static void everybody(Map<String, AdministratorAccess> table) {
    ofTenant(table, TokenServiceGrpc.getIssueServiceTokenMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, TokenServiceGrpc.getGetKeySetMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, TokenServiceGrpc.getIntrospectTokenMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, TokenServiceGrpc.getDescribeSelfMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, HealthGrpc.getCheckMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, HealthGrpc.getWatchMethod(), VIEWER, OPERATOR, SECURITY);
  }

  private static void seeing(Map<String, AdministratorAccess> table) {
    put(table, AdminServiceGrpc.getListTenantsMethod(), VIEWER, OPERATOR, SECURITY);
    put(table, AdminServiceGrpc.getListNamespacesMethod(), VIEWER, OPERATOR, SECURITY);
    put(table, AdminServiceGrpc.getListDownstreamsMethod(), VIEWER, OPERATOR, SECURITY);
    put(table, AdminServiceGrpc.getListKeysMethod(), VIEWER, OPERATOR, SECURITY);
    put(table, ClientServiceGrpc.getGetClientMethod(), VIEWER, OPERATOR, SECURITY);
    put(table, ClientServiceGrpc.getListClientsMethod(), VIEWER, OPERATOR, SECURITY);
    put(table, AdminServiceGrpc.getExportPlatformMethod(), VIEWER, OPERATOR, SECURITY);
    put(table, AdminServiceGrpc.getListApprovalsMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, AdminServiceGrpc.getListUsersMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, AdminServiceGrpc.getListRolesMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, AdminServiceGrpc.getListRoutesMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, AdminServiceGrpc.getListWorkloadsMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, AdminServiceGrpc.getListSessionsMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, AuditServiceGrpc.getSearchEventsMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, AuditServiceGrpc.getTailEventsMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, DelegationServiceGrpc.getGetDelegationMethod(), VIEWER, OPERATOR, SECURITY);
    ofTenant(table, DelegationServiceGrpc.getListDelegationsMethod(), VIEWER, OPERATOR, SECURITY);
  }

  /** What gives rights on the whole platform is not for a tenant's own administrators. */
  private static void administering(Map<String, AdministratorAccess> table) {
    put(table, AdminServiceGrpc.getPutTenantMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getRemoveTenantMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getPutWorkloadMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getRemoveWorkloadMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getPutNamespaceMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getRemoveNamespaceMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getPutRouteMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getRemoveRouteMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getPutDownstreamMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getRemoveDownstreamMethod(), OPERATOR);
    put(table, AdminServiceGrpc.getApplyPlatformMethod(), OPERATOR);
    put(table, ClientServiceGrpc.getPutClientMethod(), OPERATOR);
    put(table, ClientServiceGrpc.getRemoveClientMethod(), OPERATOR);
    put(table, ClientServiceGrpc.getRotateSecretMethod(), OPERATOR);
    ofTenant(table, AdminServiceGrpc.getPutUserMethod(), OPERATOR);
    ofTenant(table, AdminServiceGrpc.getSetPasswordMethod(), OPERATOR);
    ofTenant(table, AdminServiceGrpc.getPutRoleMethod(), OPERATOR);
    ofTenant(table, AdminServiceGrpc.getRemoveRoleMethod(), OPERATOR);
    ofTenant(table, AdminServiceGrpc.getIssueApiKeyMethod(), OPERATOR);
  }

  private static void securing(Map<String, AdministratorAccess> table) {
    // Whoever approves must be allowed the change itself, too.
    put(table, AdminServiceGrpc.getApproveChangeMethod(), OPERATOR, SECURITY);
    put(table, AdminServiceGrpc.getRejectChangeMethod(), OPERATOR, SECURITY);
    put(table, AdminServiceGrpc.getRotateKeyMethod(), SECURITY);
    put(table, AdminServiceGrpc.getRevokeKeyMethod(), SECURITY);
    put(table, AdminServiceGrpc.getRewrapKeysMethod(), SECURITY);
    ofTenant(table, AdminServiceGrpc.getSetDisabledMethod(), OPERATOR, SECURITY);
    ofTenant(table, AdminServiceGrpc.getRevokeApiKeysMethod(), OPERATOR, SECURITY);
    ofTenant(table, AdminServiceGrpc.getRevokeSessionMethod(), OPERATOR, SECURITY);
    ofTenant(table, DelegationServiceGrpc.getRevokeDelegationMethod(), OPERATOR, SECURITY);
  }

  private static void put(
      Map<String, AdministratorAccess> table,
      MethodDescriptor<?, ?> method,
      AdministratorRole... roles) {
    table.put(method.getFullMethodName(), new AdministratorAccess(with(roles), false));
  }

  private static void ofTenant(
      Map<String, AdministratorAccess> table,
      MethodDescriptor<?, ?> method,
      AdministratorRole... roles) {
    table.put(method.getFullMethodName(), new AdministratorAccess(with(roles), true));
  }

  private static Set<AdministratorRole> with(AdministratorRole... roles) {
    EnumSet<AdministratorRole> all = EnumSet.of(ADMINISTRATOR, roles);
    return Set.copyOf(all);
  }
}
