package dev.locum.gateway.limit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The methods that Temporal answers by searching, and of which it allows a namespace few in a
 * second, all tenants together ({@code frontend.namespaceRPS.visibility}).
 */
final class VisibilityCalls {

  private static final String SERVICE = "temporal.api.workflowservice.v1.WorkflowService/";

  static final Set<String> METHODS = methods();

  private VisibilityCalls() {}

  static boolean has(String method) {
    return METHODS.contains(method);
  }

  private static Set<String> methods() {
    Set<String> methods = new HashSet<>();
    for (String name :
        List.of(
            "CountActivityExecutions",
            "CountNexusOperationExecutions",
            "CountSchedules",
            "CountWorkflowExecutions",
            "GetDeploymentReachability",
            "GetWorkerTaskReachability",
            "ListActivityExecutions",
            "ListArchivedWorkflowExecutions",
            "ListBatchOperations",
            "ListClosedWorkflowExecutions",
            "ListDeployments",
            "ListNexusOperationExecutions",
            "ListOpenWorkflowExecutions",
            "ListSchedules",
            "ListWorkerDeployments",
            "ListWorkflowExecutions",
            "ScanWorkflowExecutions")) {
      methods.add(SERVICE + name);
    }
    return Set.copyOf(methods);
  }
}
