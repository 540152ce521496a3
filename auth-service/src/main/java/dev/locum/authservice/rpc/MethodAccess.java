package dev.locum.authservice.rpc;

import static dev.locum.authservice.workload.WorkloadKind.DOWNSTREAM;
import static dev.locum.authservice.workload.WorkloadKind.GATEWAY;
import static dev.locum.authservice.workload.WorkloadKind.OPERATOR;
import static dev.locum.authservice.workload.WorkloadKind.STARTER;
import static dev.locum.authservice.workload.WorkloadKind.TRIGGER;
import static dev.locum.authservice.workload.WorkloadKind.WORKER;

import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthGrpc;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call which method: the one table. A method that is not in it may be called by nobody; a
 * test compares the table with the services.
 *
 * @param kinds the workloads that may call it
 * @param withoutWorkload whether a caller without a workload may call it too: everybody, or a
 *     user's own client that shows the user's access token in the request
 */
record MethodAccess(Set<WorkloadKind> kinds, boolean withoutWorkload) {

  private static final Map<String, MethodAccess> TABLE = table();

  /** The row of a method, by its full name {@code package.Service/Method}. */
  static Optional<MethodAccess> of(String fullMethodName) {
    return Optional.ofNullable(TABLE.get(fullMethodName));
  }

  static Set<String> methods() {
    return TABLE.keySet();
  }

  private static Map<String, MethodAccess> table() {
    Map<String, MethodAccess> table = new HashMap<>();
    put(table, DelegationServiceGrpc.getIssueDelegationMethod(), TRIGGER);
    put(table, DelegationServiceGrpc.getBindRunMethod(), TRIGGER);
    put(table, DelegationServiceGrpc.getVerifyDelegationMethod(), WORKER);
    put(table, DelegationServiceGrpc.getRenewDelegationMethod(), WORKER, TRIGGER);
    put(table, DelegationServiceGrpc.getExchangeDelegationMethod(), WORKER);
    put(table, DelegationServiceGrpc.getCloseDelegationMethod(), WORKER, TRIGGER);
    put(table, DelegationServiceGrpc.getCloseDelegationsMethod(), WORKER);
    putOpen(table, DelegationServiceGrpc.getRevokeDelegationMethod(), TRIGGER, OPERATOR);
    putOpen(table, DelegationServiceGrpc.getGetDelegationMethod(), TRIGGER, OPERATOR, DOWNSTREAM);
    putOpen(table, DelegationServiceGrpc.getListDelegationsMethod(), TRIGGER, OPERATOR);
    putOpen(table, TokenServiceGrpc.getIssueServiceTokenMethod(), WorkloadKind.values());
    putOpen(table, TokenServiceGrpc.getGetKeySetMethod(), WorkloadKind.values());
    putOpen(table, TokenServiceGrpc.getEndSessionMethod(), TRIGGER);
    put(table, TokenServiceGrpc.getIntrospectTokenMethod(), WorkloadKind.values());
    put(table, TokenServiceGrpc.getDescribeSelfMethod(), WorkloadKind.values());
    put(table, GatewayServiceGrpc.getAuthenticateWorkloadMethod(), GATEWAY);
    put(table, GatewayServiceGrpc.getCheckDelegationMethod(), GATEWAY);
    put(table, GatewayServiceGrpc.getDescribeGrantsMethod(), GATEWAY);
    // Operators decide nothing that they would have to tell of: the authority does, and tells.
    put(
        table,
        AuditServiceGrpc.getAppendEventsMethod(),
        TRIGGER,
        WORKER,
        DOWNSTREAM,
        GATEWAY,
        STARTER);
    putOpen(table, AuditServiceGrpc.getSearchEventsMethod(), OPERATOR);
    putOpen(table, AuditServiceGrpc.getTailEventsMethod(), OPERATOR);
    putOpen(table, HealthGrpc.getCheckMethod(), WorkloadKind.values());
    putOpen(table, HealthGrpc.getWatchMethod(), WorkloadKind.values());
    AdminServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> put(table, method, OPERATOR));
    ClientServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> put(table, method, OPERATOR));
    return Map.copyOf(table);
  }

  private static void put(
      Map<String, MethodAccess> table, MethodDescriptor<?, ?> method, WorkloadKind... kinds) {
    table.put(method.getFullMethodName(), new MethodAccess(Set.of(kinds), false));
  }

  private static void putOpen(
      Map<String, MethodAccess> table, MethodDescriptor<?, ?> method, WorkloadKind... kinds) {
    table.put(method.getFullMethodName(), new MethodAccess(Set.of(kinds), true));
  }
}
