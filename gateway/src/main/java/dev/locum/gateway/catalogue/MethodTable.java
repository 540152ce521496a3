package dev.locum.gateway.catalogue;

import static dev.locum.gateway.catalogue.Access.ADMIN;
import static dev.locum.gateway.catalogue.Access.READ;
import static dev.locum.gateway.catalogue.Access.WRITE;
import static dev.locum.gateway.catalogue.Audience.ANSWERERS;
import static dev.locum.gateway.catalogue.Audience.CLIENTS;
import static dev.locum.gateway.catalogue.Audience.EVERYBODY;
import static dev.locum.gateway.catalogue.Audience.FOLLOWERS;
import static dev.locum.gateway.catalogue.Audience.NOBODY;
import static dev.locum.gateway.catalogue.Audience.OPERATORS;
import static dev.locum.gateway.catalogue.Audience.OWNERS;
import static dev.locum.gateway.catalogue.Audience.STARTERS;
import static dev.locum.gateway.catalogue.Audience.WHOLE_NAMESPACE;
import static dev.locum.gateway.catalogue.Audience.WORKERS;

import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The rows, service by service, in groups that are decided alike. */
final class MethodTable {

  private static final String NEXUS = "Nexus: refused until its own rules exist";
  private static final String STANDALONE =
      "no grant names activity types, so none can be started without a workflow";
  private static final String CLUSTER = "connects clusters; stays with Temporal's own operators";
  private static final String COMPUTE = "names credentials and endpoints of a cloud";
  private static final String CONFIG = "reconfigures the workers of everybody";

  private static final Map<String, Row> WORKFLOW_SERVICE = workflowService();
  private static final Map<String, Row> OPERATOR_SERVICE = operatorService();

  private MethodTable() {}

  static Map<String, Row> rows(String service) {
    return switch (service) {
      case "WorkflowService" -> WORKFLOW_SERVICE;
      case "OperatorService" -> OPERATOR_SERVICE;
      default -> Map.of();
    };
  }

  static int size() {
    return WORKFLOW_SERVICE.size() + OPERATOR_SERVICE.size();
  }

  private static Map<String, Row> workflowService() {
    Rows rows = new Rows();
    rows.cluster(READ, EVERYBODY, "GetSystemInfo");
    rows.cluster(READ, OPERATORS, "ListNamespaces", "GetSearchAttributes", "GetClusterInfo");
    rows.add(READ, EVERYBODY, "DescribeNamespace", "GetWorkflowExecutionHistory");
    rows.add(ADMIN, OPERATORS, "RegisterNamespace", "UpdateNamespace", "DeprecateNamespace");
    tasks(rows);
    executions(rows);
    views(rows);
    deferred(rows);
    wholeNamespace(rows);
    standalone(rows);
    return Map.copyOf(rows.byName);
  }

  private static void tasks(Rows rows) {
    rows.polling(WORKERS, "PollWorkflowTaskQueue", "PollActivityTaskQueue");
    rows.add(
        WRITE,
        WORKERS,
        "RespondWorkflowTaskCompleted",
        "RespondWorkflowTaskFailed",
        "RespondQueryTaskCompleted",
        "ShutdownWorker",
        "RecordWorkerHeartbeat");
    rows.add(
        WRITE,
        ANSWERERS,
        "RecordActivityTaskHeartbeat",
        "RecordActivityTaskHeartbeatById",
        "RespondActivityTaskCompleted",
        "RespondActivityTaskCompletedById",
        "RespondActivityTaskFailed",
        "RespondActivityTaskFailedById",
        "RespondActivityTaskCanceled",
        "RespondActivityTaskCanceledById",
        "ResetStickyTaskQueue");
    rows.refused(true, WRITE, NEXUS, "PollNexusTaskQueue");
    rows.refused(WRITE, NEXUS, "RespondNexusTaskCompleted", "RespondNexusTaskFailed");
  }

  private static void executions(Rows rows) {
    rows.add(
        WRITE,
        CLIENTS,
        "StartWorkflowExecution",
        "SignalWithStartWorkflowExecution",
        "ExecuteMultiOperation",
        "SignalWorkflowExecution",
        "UpdateWorkflowExecution");
    rows.add(READ, CLIENTS, "QueryWorkflow", "PollWorkflowExecutionUpdate");
    rows.add(WRITE, FOLLOWERS, "RequestCancelWorkflowExecution", "TerminateWorkflowExecution");
    rows.add(READ, EVERYBODY, "DescribeWorkflowExecution");
    rows.add(
        READ, FOLLOWERS, "GetWorkflowExecutionHistoryReverse", "PollWorkflowExecutionTimeSkipping");
    rows.add(WRITE, STARTERS, "ResetWorkflowExecution");
    rows.add(
        WRITE,
        OWNERS,
        "DeleteWorkflowExecution",
        "PauseWorkflowExecution",
        "UnpauseWorkflowExecution",
        "UpdateWorkflowExecutionOptions",
        "UpdateActivityOptions",
        "PauseActivity",
        "UnpauseActivity",
        "ResetActivity");
  }

  private static void views(Rows rows) {
    rows.add(
        READ,
        OWNERS,
        "ListOpenWorkflowExecutions",
        "ListClosedWorkflowExecutions",
        "ListWorkflowExecutions",
        "ScanWorkflowExecutions",
        "CountWorkflowExecutions",
        "DescribeTaskQueue");
    rows.add(READ, WHOLE_NAMESPACE, "ListArchivedWorkflowExecutions", "ListTaskQueuePartitions");
    rows.add(READ, WHOLE_NAMESPACE, "ListWorkers", "CountWorkers", "DescribeWorker");
  }

  private static void deferred(Rows rows) {
    rows.add(WRITE, STARTERS, "CreateSchedule", "UpdateSchedule");
    rows.add(WRITE, OWNERS, "PatchSchedule", "DeleteSchedule");
    rows.add(
        READ,
        OWNERS,
        "DescribeSchedule",
        "ListScheduleMatchingTimes",
        "ListSchedules",
        "CountSchedules");
    rows.add(WRITE, OWNERS, "StartBatchOperation", "StopBatchOperation");
    rows.add(READ, OWNERS, "DescribeBatchOperation", "ListBatchOperations");
    rows.add(
        WRITE, WHOLE_NAMESPACE, "CreateWorkflowRule", "DeleteWorkflowRule", "TriggerWorkflowRule");
    rows.add(READ, WHOLE_NAMESPACE, "DescribeWorkflowRule", "ListWorkflowRules");
  }

  private static void wholeNamespace(Rows rows) {
    rows.add(
        READ,
        WHOLE_NAMESPACE,
        "GetWorkerBuildIdCompatibility",
        "GetWorkerVersioningRules",
        "GetWorkerTaskReachability",
        "DescribeDeployment",
        "DescribeWorkerDeploymentVersion",
        "ListDeployments",
        "GetDeploymentReachability",
        "GetCurrentDeployment",
        "DescribeWorkerDeployment",
        "ListWorkerDeployments");
    rows.add(
        WRITE,
        WHOLE_NAMESPACE,
        "UpdateWorkerBuildIdCompatibility",
        "UpdateWorkerVersioningRules",
        "SetCurrentDeployment",
        "SetWorkerDeploymentCurrentVersion",
        "SetWorkerDeploymentRampingVersion",
        "SetWorkerDeploymentManager",
        "CreateWorkerDeployment",
        "DeleteWorkerDeployment",
        "DeleteWorkerDeploymentVersion",
        "UpdateWorkerDeploymentVersionMetadata",
        "UpdateTaskQueueConfig");
    rows.refused(
        WRITE,
        COMPUTE,
        "CreateWorkerDeploymentVersion",
        "UpdateWorkerDeploymentVersionComputeConfig",
        "ValidateWorkerDeploymentVersionComputeConfig");
    rows.refused(READ, CONFIG, "FetchWorkerConfig");
    rows.refused(WRITE, CONFIG, "UpdateWorkerConfig");
  }

  private static void standalone(Rows rows) {
    rows.refused(WRITE, STANDALONE, "StartActivityExecution");
    rows.add(
        READ,
        OPERATORS,
        "DescribeActivityExecution",
        "ListActivityExecutions",
        "CountActivityExecutions");
    rows.add(
        WRITE,
        OPERATORS,
        "RequestCancelActivityExecution",
        "TerminateActivityExecution",
        "DeleteActivityExecution");
    rows.refused(READ, STANDALONE, "PollActivityExecution");
    rows.refused(
        WRITE,
        STANDALONE,
        "PauseActivityExecution",
        "ResetActivityExecution",
        "UnpauseActivityExecution",
        "UpdateActivityExecutionOptions");
    rows.refused(
        READ,
        NEXUS,
        "DescribeNexusOperationExecution",
        "PollNexusOperationExecution",
        "ListNexusOperationExecutions",
        "CountNexusOperationExecutions");
    rows.refused(
        WRITE,
        NEXUS,
        "StartNexusOperationExecution",
        "RequestCancelNexusOperationExecution",
        "TerminateNexusOperationExecution",
        "DeleteNexusOperationExecution");
  }

  private static Map<String, Row> operatorService() {
    Rows rows = new Rows();
    rows.add(READ, WHOLE_NAMESPACE, "ListSearchAttributes");
    rows.add(ADMIN, OPERATORS, "AddSearchAttributes", "RemoveSearchAttributes", "DeleteNamespace");
    rows.add(ADMIN, OPERATORS, "SoftDeleteNamespace", "RestoreNamespace");
    rows.add(READ, OPERATORS, "DescribeNamespaceRestore");
    for (String name : new String[] {"AddOrUpdateRemoteCluster", "RemoveRemoteCluster"}) {
      rows.put(name, new Row(Scope.CLUSTER, ADMIN, false, NOBODY, CLUSTER));
    }
    rows.put("ListClusters", new Row(Scope.CLUSTER, READ, false, NOBODY, CLUSTER));
    for (String verb : new String[] {"Get", "Create", "Update", "Delete"}) {
      rows.put(verb + "NexusEndpoint", new Row(Scope.CLUSTER, ADMIN, false, NOBODY, NEXUS));
    }
    rows.put("ListNexusEndpoints", new Row(Scope.CLUSTER, ADMIN, false, NOBODY, NEXUS));
    return Map.copyOf(rows.byName);
  }

  /** A row before it is joined to its method. */
  record Row(Scope scope, Access access, boolean polling, Audience audience, String note) {

    MethodEntry join(MethodDescriptor method) {
      return new MethodEntry(method, scope, access, polling, audience, note);
    }
  }

  /** Collects rows; a second row for a method is an error. */
  private static final class Rows {

    private final Map<String, Row> byName = new LinkedHashMap<>();

    void add(Access access, Audience audience, String... names) {
      for (String name : names) {
        put(name, new Row(Scope.NAMESPACE, access, false, audience, ""));
      }
    }

    void polling(Audience audience, String... names) {
      for (String name : names) {
        put(name, new Row(Scope.NAMESPACE, WRITE, true, audience, ""));
      }
    }

    void cluster(Access access, Audience audience, String... names) {
      for (String name : names) {
        put(name, new Row(Scope.CLUSTER, access, false, audience, ""));
      }
    }

    void refused(Access access, String note, String... names) {
      refused(false, access, note, names);
    }

    void refused(boolean polling, Access access, String note, String... names) {
      for (String name : names) {
        put(name, new Row(Scope.NAMESPACE, access, polling, NOBODY, note));
      }
    }

    void put(String name, Row row) {
      if (byName.put(name, row) != null) {
        throw new IllegalStateException("catalogue: two rows for " + name);
      }
    }
  }
}
