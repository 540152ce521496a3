package dev.locum.gateway.catalogue;

import static dev.locum.gateway.catalogue.FieldRole.ADDRESS;
import static dev.locum.gateway.catalogue.FieldRole.CALLBACK;
import static dev.locum.gateway.catalogue.FieldRole.COMPUTE;
import static dev.locum.gateway.catalogue.FieldRole.CONTROL_QUEUE;
import static dev.locum.gateway.catalogue.FieldRole.DEPLOYMENT;
import static dev.locum.gateway.catalogue.FieldRole.ENVELOPE;
import static dev.locum.gateway.catalogue.FieldRole.HEADER;
import static dev.locum.gateway.catalogue.FieldRole.INFORMATION;
import static dev.locum.gateway.catalogue.FieldRole.LONG_POLL_TOKEN;
import static dev.locum.gateway.catalogue.FieldRole.NAMESPACE;
import static dev.locum.gateway.catalogue.FieldRole.NAMESPACE_ID;
import static dev.locum.gateway.catalogue.FieldRole.NEXUS;
import static dev.locum.gateway.catalogue.FieldRole.OWNED_ID;
import static dev.locum.gateway.catalogue.FieldRole.PAGE_TOKEN;
import static dev.locum.gateway.catalogue.FieldRole.PLAIN;
import static dev.locum.gateway.catalogue.FieldRole.POLLED_QUEUE;
import static dev.locum.gateway.catalogue.FieldRole.QUERY;
import static dev.locum.gateway.catalogue.FieldRole.SEARCH_ATTRIBUTES;
import static dev.locum.gateway.catalogue.FieldRole.STICKY_QUEUE;
import static dev.locum.gateway.catalogue.FieldRole.TASK_QUEUE;
import static dev.locum.gateway.catalogue.FieldRole.TASK_TOKEN;
import static dev.locum.gateway.catalogue.FieldRole.UNKNOWN;
import static dev.locum.gateway.catalogue.FieldRole.WORKER_KEY;
import static dev.locum.gateway.catalogue.FieldRole.WORKFLOW_TYPE;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.HashMap;
import java.util.Map;

/**
 * What each field of a request names. Asked in this order: the one field, the type of its message,
 * its name. A text or bytes field that none of them knows is {@link FieldRole#UNKNOWN} and may not
 * be set; numbers and switches are {@link FieldRole#PLAIN}.
 */
public final class FieldTable {

  private static final String API = "temporal.api.";

  /** Texts that name nothing of another tenant's, wherever they occur. */
  private static final String[] PLAIN_NAMES = {
    "accepted_request_message_id",
    "rejected_request_message_id",
    "active_cluster_name",
    "add_new_build_id_in_new_default_set",
    "binary_checksum",
    "build_id",
    "build_ids",
    "cluster_name",
    "comment",
    "component_path",
    "conflict_token",
    "control",
    "cron_schedule",
    "cron_string",
    "custom_search_attribute_aliases",
    "data",
    "day_of_month",
    "day_of_week",
    "delete_bad_binary",
    "description",
    "details",
    "error_message",
    "error_type",
    "existing_compatible_build_id",
    "fairness_key",
    "fast_forward_id",
    "first_execution_run_id",
    "host_name",
    "hour",
    "identity",
    "inbound_update_id",
    "manager_identity",
    "marker_name",
    "message",
    "message_id",
    "metadata",
    "minute",
    "month",
    "new_build_id",
    "non_retryable_error_types",
    "notes",
    "owner_email",
    "operator",
    "paths",
    "pause",
    "poller_group_id",
    "predicate",
    "primary_set_build_id",
    "process_id",
    "promote_build_id_within_set",
    "promote_set_by_build_id",
    "protocol_instance_id",
    "query_type",
    "reason",
    "region_ids",
    "remove_entries",
    "request_id",
    "resource_id",
    "rule_id",
    "run_id",
    "sdk_name",
    "sdk_version",
    "second",
    "secondary_set_build_id",
    "security_token",
    "set_fairness_weight_overrides",
    "signal",
    "signal_name",
    "slot_supplier_kind",
    "source",
    "source_build_id",
    "stack_trace",
    "target_build_id",
    "timer_id",
    "timezone_data",
    "timezone_name",
    "type",
    "unpause",
    "unset_fairness_weight_overrides",
    "update_id",
    "worker_grouping_key",
    "worker_identity",
    "year"
  };

  private static final Map<String, FieldRole> BY_NAME = byName();
  private static final Map<String, FieldRole> BY_TYPE = byType();
  private static final Map<String, FieldRole> BY_FIELD = byField();

  private FieldTable() {}

  /** What the field names. */
  public static FieldRole roleOf(FieldDescriptor field) {
    String place = shortName(field.getContainingType().getFullName()) + "." + field.getName();
    FieldRole byField = BY_FIELD.get(place);
    if (byField != null) {
      return byField;
    }
    if (field.getJavaType() == JavaType.MESSAGE && !field.isMapField()) {
      String type = shortName(field.getMessageType().getFullName());
      return BY_TYPE.getOrDefault(type, type.startsWith("nexus.v1.") ? NEXUS : PLAIN);
    }
    return isText(field) ? BY_NAME.getOrDefault(field.getName(), UNKNOWN) : PLAIN;
  }

  /** Whether the field holds text or bytes, by itself or as values of a map. */
  public static boolean isText(FieldDescriptor field) {
    FieldDescriptor value =
        field.isMapField() ? field.getMessageType().findFieldByName("value") : field;
    return value.getJavaType() == JavaType.STRING || value.getJavaType() == JavaType.BYTE_STRING;
  }

  private static String shortName(String fullName) {
    return fullName.startsWith(API) ? fullName.substring(API.length()) : fullName;
  }

  private static Map<String, FieldRole> byName() {
    Map<String, FieldRole> roles = new HashMap<>();
    put(roles, PLAIN, PLAIN_NAMES);
    put(roles, NAMESPACE, "namespace");
    put(roles, NAMESPACE_ID, "namespace_id");
    put(roles, TASK_QUEUE, "task_queue", "task_queues", "task_queue_name");
    put(roles, STICKY_QUEUE, "sticky_task_queue");
    put(roles, CONTROL_QUEUE, "worker_control_task_queue");
    put(roles, OWNED_ID, "workflow_id", "business_id", "schedule_id", "job_id");
    put(roles, DEPLOYMENT, "deployment_name", "deployment_series_name", "series_name");
    put(roles, DEPLOYMENT, "pinned_version");
    put(roles, WORKER_KEY, "worker_instance_key");
    put(roles, TASK_TOKEN, "task_token");
    put(roles, PAGE_TOKEN, "next_page_token");
    put(roles, LONG_POLL_TOKEN, "long_poll_token");
    put(roles, QUERY, "query", "visibility_query");
    put(roles, NEXUS, "endpoint", "service", "operation", "operation_id", "operation_token");
    put(roles, NEXUS, "operation_state", "nexus_header", "nexus_endpoint");
    put(roles, ADDRESS, "url", "history_archival_uri", "visibility_archival_uri");
    put(roles, ADDRESS, "frontend_address", "frontend_http_address");
    put(roles, COMPUTE, "remove_compute_config_scaling_groups");
    return Map.copyOf(roles);
  }

  private static Map<String, FieldRole> byType() {
    Map<String, FieldRole> roles = new HashMap<>();
    put(roles, TASK_QUEUE, "taskqueue.v1.TaskQueue");
    put(roles, HEADER, "common.v1.Header");
    put(roles, SEARCH_ATTRIBUTES, "common.v1.SearchAttributes");
    put(roles, CALLBACK, "common.v1.Callback");
    put(roles, COMPUTE, "compute.v1.ComputeConfig", "compute.v1.ComputeProvider");
    put(roles, COMPUTE, "compute.v1.ComputeScaler", "compute.v1.ComputeConfigScalingGroup");
    put(roles, NEXUS, "command.v1.ScheduleNexusOperationCommandAttributes");
    put(roles, NEXUS, "command.v1.RequestCancelNexusOperationCommandAttributes");
    put(roles, NEXUS, "common.v1.Link.NexusOperation");
    put(roles, INFORMATION, "failure.v1.ChildWorkflowExecutionFailureInfo");
    put(roles, INFORMATION, "failure.v1.NexusOperationFailureInfo");
    put(roles, UNKNOWN, "google.protobuf.Any");
    return Map.copyOf(roles);
  }

  private static Map<String, FieldRole> byField() {
    Map<String, FieldRole> roles = new HashMap<>();
    put(
        roles,
        POLLED_QUEUE,
        "workflowservice.v1.PollWorkflowTaskQueueRequest.task_queue",
        "workflowservice.v1.PollActivityTaskQueueRequest.task_queue",
        "workflowservice.v1.PollNexusTaskQueueRequest.task_queue");
    put(roles, STICKY_QUEUE, "taskqueue.v1.StickyExecutionAttributes.worker_task_queue");
    // What a queue's own texts mean depends on who mentions the queue.
    put(roles, PLAIN, "taskqueue.v1.TaskQueue.name", "taskqueue.v1.TaskQueue.normal_name");
    put(
        roles,
        WORKFLOW_TYPE,
        "workflowservice.v1.StartWorkflowExecutionRequest.workflow_type",
        "workflowservice.v1.SignalWithStartWorkflowExecutionRequest.workflow_type",
        "command.v1.StartChildWorkflowExecutionCommandAttributes.workflow_type",
        "workflow.v1.NewWorkflowExecutionInfo.workflow_type");
    put(
        roles,
        PLAIN,
        "common.v1.WorkflowType.name",
        "common.v1.ActivityType.name",
        "filter.v1.WorkflowTypeFilter.name",
        "update.v1.Input.name",
        "worker.v1.PluginInfo.name",
        "worker.v1.PluginInfo.version",
        "worker.v1.EnvironmentInfo.HostingEnvironment.version",
        "worker.v1.EnvironmentInfo.LinuxPlatform.version",
        "worker.v1.EnvironmentInfo.MacOSPlatform.version",
        "worker.v1.EnvironmentInfo.Runtime.version",
        "worker.v1.EnvironmentInfo.WindowsPlatform.version");
    put(roles, CALLBACK, "common.v1.Callback.Nexus.header");
    put(roles, ENVELOPE, "protocol.v1.Message.body");
    put(roles, PLAIN, "google.protobuf.Any.type_url", "google.protobuf.Any.value");
    put(
        roles,
        PLAIN,
        "operatorservice.v1.AddSearchAttributesRequest.search_attributes",
        "operatorservice.v1.RemoveSearchAttributesRequest.search_attributes");
    ids(roles);
    deployments(roles);
    put(roles, NEXUS, "nexus.v1.EndpointSpec.name", "nexus.v1.EndpointTarget.Worker.namespace");
    put(roles, NEXUS, "nexus.v1.EndpointTarget.Worker.task_queue");
    put(roles, NEXUS, "operatorservice.v1.ListNexusEndpointsRequest.name");
    return Map.copyOf(roles);
  }

  private static void ids(Map<String, FieldRole> roles) {
    put(roles, NAMESPACE_ID, "workflowservice.v1.DescribeNamespaceRequest.id");
    for (String verb : new String[] {"Delete", "Get", "Update"}) {
      put(roles, NEXUS, "operatorservice.v1." + verb + "NexusEndpointRequest.id");
    }
    // Within one workflow, which is named beside it.
    for (String request :
        new String[] {
          "PauseActivity", "ResetActivity", "UnpauseActivity", "UpdateActivityOptions"
        }) {
      put(roles, PLAIN, "workflowservice.v1." + request + "Request.id");
    }
    put(roles, PLAIN, "workflowservice.v1.TriggerWorkflowRuleRequest.id");
    put(roles, PLAIN, "rules.v1.WorkflowRuleSpec.id", "protocol.v1.Message.id");
    put(roles, PLAIN, "sdk.v1.EventGroupMarker.Label.id", "common.v1.FastForwardConfig.id");
    for (String request :
        new String[] {
          "RecordActivityTaskHeartbeat",
          "RespondActivityTaskCanceled",
          "RespondActivityTaskCompleted",
          "RespondActivityTaskFailed"
        }) {
      put(roles, PLAIN, "workflowservice.v1." + request + "ByIdRequest.activity_id");
    }
    put(roles, PLAIN, "command.v1.ScheduleActivityTaskCommandAttributes.activity_id");
    put(roles, INFORMATION, "failure.v1.ActivityFailureInfo.activity_id");
    put(roles, OWNED_ID, "common.v1.Link.Activity.activity_id");
    for (String verb :
        new String[] {
          "Start",
          "Describe",
          "Poll",
          "RequestCancel",
          "Terminate",
          "Delete",
          "Pause",
          "Reset",
          "Unpause"
        }) {
      put(roles, OWNED_ID, "workflowservice.v1." + verb + "ActivityExecutionRequest.activity_id");
    }
    put(roles, OWNED_ID, "workflowservice.v1.UpdateActivityExecutionOptionsRequest.activity_id");
  }

  private static void deployments(Map<String, FieldRole> roles) {
    for (String request :
        new String[] {
          "DeleteWorkerDeploymentVersion",
          "DescribeWorkerDeploymentVersion",
          "SetWorkerDeploymentCurrentVersion",
          "SetWorkerDeploymentRampingVersion",
          "UpdateWorkerDeploymentVersionMetadata"
        }) {
      put(roles, DEPLOYMENT, "workflowservice.v1." + request + "Request.version");
    }
  }

  private static void put(Map<String, FieldRole> roles, FieldRole role, String... keys) {
    for (String key : keys) {
      if (roles.put(key, role) != null) {
        throw new IllegalStateException("field table: two rows for " + key);
      }
    }
  }
}
