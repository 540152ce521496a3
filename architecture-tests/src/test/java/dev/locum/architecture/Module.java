package dev.locum.architecture;

import java.util.Set;

/**
 * The modules: which others each may use, and how many classes the rules must at least have seen
 * there. The table in {@code docs/architecture.md}, as code.
 *
 * <p>A rule that sees no classes proves nothing. Raise a minimum when a module has grown; never
 * lower one without knowing where the classes went.
 */
enum Module {
  // Libraries, Java 17; for Helidon, as Helidon, Java 21.
  PROTOCOL("protocol", 0),
  TOKEN("token", 95),
  POLICY("policy", 20, TOKEN),
  AUDIT("audit", 42),
  GRPC_AUTHZ("grpcauthz", 130, PROTOCOL, TOKEN, POLICY, AUDIT),
  CONTRACT_PLUGIN("contractplugin", 3, GRPC_AUTHZ),
  HELIDON("helidon", 4, TOKEN, GRPC_AUTHZ),
  WORKER("worker", 115, PROTOCOL, TOKEN, AUDIT, GRPC_AUTHZ),
  TEST_KIT("testkit", 55, PROTOCOL, TOKEN, POLICY, AUDIT, GRPC_AUTHZ, WORKER),
  EMBEDDED_TEMPORAL("embeddedtemporal", 8),

  // The example reads its settings as the processes do.
  SETTINGS("settings", 90),
  TELEMETRY("telemetry", 2, SETTINGS),
  CAR_SHARING(
      "carsharing", 50, PROTOCOL, TOKEN, POLICY, AUDIT, GRPC_AUTHZ, WORKER, SETTINGS, TELEMETRY),

  // Generated alone, for one process.
  TEMPORAL_API("temporalapi", 0),

  // Processes, Java 25. They never see one another.
  AUTH_SERVICE("authservice", 280, PROTOCOL, TOKEN, POLICY, AUDIT, GRPC_AUTHZ, SETTINGS, TELEMETRY),
  TRIGGER("trigger", 30, PROTOCOL, TOKEN, POLICY, AUDIT, GRPC_AUTHZ, WORKER, SETTINGS, TELEMETRY),
  GATEWAY(
      "gateway",
      170,
      PROTOCOL,
      TEMPORAL_API,
      TOKEN,
      POLICY,
      AUDIT,
      GRPC_AUTHZ,
      WORKER,
      SETTINGS,
      TELEMETRY),
  CLI("cli", 110, PROTOCOL, TOKEN, AUDIT, GRPC_AUTHZ, SETTINGS),
  LAUNCHER(
      "launcher",
      45,
      PROTOCOL,
      TOKEN,
      POLICY,
      AUDIT,
      GRPC_AUTHZ,
      WORKER,
      TEST_KIT,
      EMBEDDED_TEMPORAL,
      CAR_SHARING,
      SETTINGS,
      AUTH_SERVICE,
      TRIGGER,
      GATEWAY,
      CLI);

  private final String packageName;
  private final int minimumClasses;
  private final Set<Module> mayUse;

  Module(String packageName, int minimumClasses, Module... mayUse) {
    this.packageName = packageName;
    this.minimumClasses = minimumClasses;
    this.mayUse = Set.of(mayUse);
  }

  /** Its package below the root, such as {@code grpcauthz}. */
  String packageName() {
    return packageName;
  }

  /** Classes written by hand, nested ones included. */
  int minimumClasses() {
    return minimumClasses;
  }

  boolean mayUse(Module other) {
    return this == other || mayUse.contains(other);
  }
}
