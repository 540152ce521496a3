package dev.locum.trigger.rpc;

import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthGrpc;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who may call which method, one row each. A method without a row is nobody's. */
enum MethodAccess {
  /** Anyone, without a credential: tells nothing but whether the process serves. */
  ANYONE,
  /** Whoever shows an access token; the auth service is asked whose. */
  USER;

  private static final Map<String, MethodAccess> TABLE = table();

  private static Map<String, MethodAccess> table() {
    Map<String, MethodAccess> table = new HashMap<>();
    put(table, TriggerServiceGrpc.getStartWorkMethod(), USER);
    put(table, TriggerServiceGrpc.getGetWorkMethod(), USER);
    put(table, TriggerServiceGrpc.getWatchWorkMethod(), USER);
    put(table, TriggerServiceGrpc.getListWorkMethod(), USER);
    put(table, TriggerServiceGrpc.getSignalWorkMethod(), USER);
    put(table, TriggerServiceGrpc.getQueryWorkMethod(), USER);
    put(table, TriggerServiceGrpc.getCancelWorkMethod(), USER);
    put(table, TriggerServiceGrpc.getGetResultMethod(), USER);
    put(table, HealthGrpc.getCheckMethod(), ANYONE);
    put(table, HealthGrpc.getWatchMethod(), ANYONE);
    return Map.copyOf(table);
  }

  private static void put(
      Map<String, MethodAccess> table, MethodDescriptor<?, ?> method, MethodAccess access) {
    table.put(method.getFullMethodName(), access);
  }

  /** The row of a method; empty: none. */
  static Optional<MethodAccess> of(String fullMethodName) {
    return Optional.ofNullable(TABLE.get(fullMethodName));
  }
}
