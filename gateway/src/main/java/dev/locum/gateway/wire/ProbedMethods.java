package dev.locum.gateway.wire;

/**
 * Methods that SDKs try and then do without when they are not implemented, where a refusal would
 * make them warn for ever.
 */
final class ProbedMethods {

  private static final String HEARTBEAT =
      "temporal.api.workflowservice.v1.WorkflowService/RecordWorkerHeartbeat";

  private ProbedMethods() {}

  static boolean isProbed(String method) {
    return method.equals(HEARTBEAT);
  }
}
