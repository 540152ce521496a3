package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.NamespaceGrant;
import dev.locum.gateway.catalogue.MethodCatalogue;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.UpdateWorkflowExecutionRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Attempts on the rules, and what has to become of them. */
final class Attempts {

  private static final TenantRules RULES = Scene.rules();

  private Attempts() {}

  static void isFor(DelegationNeed need, Header header) {
    assertThat(need.required()).isTrue();
    assertThat(need.header()).isEqualTo(header);
    assertThat(need.target().workflowId()).isEqualTo(Scene.WORKFLOW);
  }

  static List<DelegationNeed> needs(GatewayCaller caller, Message request) {
    return ((RequestVerdict.Forward) check(caller, request)).delegations();
  }

  static void assertForwarded(GatewayCaller caller, Message request) {
    assertThat(check(caller, request)).isInstanceOf(RequestVerdict.Forward.class);
  }

  static Message forwarded(GatewayCaller caller, Message request) {
    RequestVerdict verdict = check(caller, request);
    assertThat(verdict).isInstanceOf(RequestVerdict.Forward.class);
    return ((RequestVerdict.Forward) verdict).request();
  }

  static void assertDenied(GatewayCaller caller, Message request, DenialReason reason) {
    assertThat(check(caller, request))
        .isInstanceOfSatisfying(
            RequestVerdict.Deny.class,
            deny -> assertThat(deny.reason()).as(deny.detail()).isEqualTo(reason));
  }

  static RequestVerdict check(GatewayCaller caller, Message request) {
    String name = request.getDescriptorForType().getName();
    return RULES.checkRequest(
        caller, Scene.method(name.substring(0, name.length() - "Request".length())), request);
  }

  static Message request(String method, String namespace) {
    return SampleRequests.of(
        MethodCatalogue.compiled().find(Scene.method(method)).orElseThrow(), namespace);
  }

  static Message answer(ByteString token) {
    return RespondActivityTaskCompletedRequest.newBuilder().setTaskToken(token).build();
  }

  static GatewayCaller withQueue(CallerRole role, String queue) {
    return inShared(role, Set.of(queue), Set.of(Scene.TYPE, "Mail"));
  }

  static GatewayCaller withType(CallerRole role, String type) {
    return inShared(role, Set.of(Scene.QUEUE), Set.of(type));
  }

  private static GatewayCaller inShared(CallerRole role, Set<String> queues, Set<String> types) {
    GatewayCaller caller = Scene.alice(role);
    NamespaceGrant grant = caller.grant(Scene.SHARED).orElseThrow();
    return new GatewayCaller(
        caller.workload(),
        role,
        caller.tenant(),
        caller.provenBy(),
        Map.of(
            Scene.SHARED,
            new NamespaceGrant(
                grant.namespace(),
                grant.layout(),
                grant.delegations(),
                queues,
                types,
                grant.childQueues(),
                grant.idPrefix(),
                grant.credentials())));
  }

  static PollWorkflowTaskQueueRequest.Builder poll(String namespace, TaskQueue queue) {
    return PollWorkflowTaskQueueRequest.newBuilder().setNamespace(namespace).setTaskQueue(queue);
  }

  static TaskQueue normal(String name) {
    return TaskQueue.newBuilder()
        .setName(name)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_NORMAL)
        .build();
  }

  static TaskQueue sticky(String name, String normalName) {
    return TaskQueue.newBuilder()
        .setName(name)
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
        .setNormalName(normalName)
        .build();
  }

  static UpdateWorkflowExecutionRequest.Builder update(String workflowId) {
    return UpdateWorkflowExecutionRequest.newBuilder()
        .setNamespace(Scene.SHARED)
        .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId));
  }

  static ExecuteMultiOperationRequest multi(
      StartWorkflowExecutionRequest start, UpdateWorkflowExecutionRequest update) {
    return ExecuteMultiOperationRequest.newBuilder()
        .setNamespace(start.getNamespace().equals("alice-own") ? "alice-own" : Scene.SHARED)
        .addOperations(ExecuteMultiOperationRequest.Operation.newBuilder().setStartWorkflow(start))
        .addOperations(
            ExecuteMultiOperationRequest.Operation.newBuilder().setUpdateWorkflow(update))
        .build();
  }
}
