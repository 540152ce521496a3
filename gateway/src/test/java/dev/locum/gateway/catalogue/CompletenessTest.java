package dev.locum.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.temporalapi.update.v1.Acceptance;
import dev.locum.temporalapi.update.v1.Rejection;
import dev.locum.temporalapi.update.v1.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Nothing in Temporal's API is overlooked: fails when a new version of it has a method or a field
 * that nobody has thought about.
 */
final class CompletenessTest {

  /** Tokens that authorize nothing by themselves: the call that brings one back is checked. */
  private static final Set<String> UNSEALED_TOKENS =
      Set.of(
          "CreateScheduleResponse.conflict_token",
          "CreateWorkerDeploymentResponse.conflict_token",
          "DescribeScheduleResponse.conflict_token",
          "DescribeWorkerDeploymentResponse.conflict_token",
          "GetWorkerVersioningRulesResponse.conflict_token",
          "SetWorkerDeploymentCurrentVersionResponse.conflict_token",
          "SetWorkerDeploymentManagerResponse.conflict_token",
          "SetWorkerDeploymentRampingVersionResponse.conflict_token",
          "UpdateWorkerVersioningRulesResponse.conflict_token",
          // Of a method that only operators may call.
          "DescribeActivityExecutionResponse.long_poll_token",
          // Of a method that nobody may call.
          "DescribeNexusOperationExecutionResponse.long_poll_token",
          "PollNexusTaskQueueResponse.task_token");

  /** Tokens that {@code gateway.check} seals, wherever the message occurs in a response. */
  private static final Set<String> SEALED_TOKENS =
      Set.of(
          "PollWorkflowTaskQueueResponse.task_token",
          "PollWorkflowTaskQueueResponse.next_page_token",
          "PollActivityTaskQueueResponse.task_token");

  /** What a field of the type Any may hold, which no descriptor tells. */
  private static final List<Descriptor> ENVELOPED =
      List.of(Acceptance.getDescriptor(), Rejection.getDescriptor(), Response.getDescriptor());

  private final MethodCatalogue catalogue = MethodCatalogue.compiled();

  @Test
  void everyMethod_hasARow() {
    for (ServiceDescriptor service : MethodCatalogue.services()) {
      for (MethodDescriptor method : service.getMethods()) {
        assertThat(catalogue.find(service.getFullName() + "/" + method.getName()))
            .as(
                "%s is in no row of MethodTable: nobody may call it until it has one. Say whose it"
                    + " is; then look at each field of its request and response.",
                method.getFullName())
            .isPresent();
      }
    }
  }

  @Test
  void everyTextOfARequest_isClassified() {
    Set<String> unknown = new TreeSet<>();
    for (Descriptor message : reachable(MethodDescriptor::getInputType)) {
      for (FieldDescriptor field : message.getFields()) {
        if (FieldTable.roleOf(field) == FieldRole.UNKNOWN) {
          unknown.add(field.getFullName());
        }
      }
    }

    assertThat(unknown)
        .as(
            "not in FieldTable: refused when set until they are. If it can name a namespace, queue,"
                + " workflow, token, callback, header, endpoint or address, give it that role; if"
                + " not, PLAIN.")
        .isEmpty();
  }

  /** A name that looks like one of these must not have been called harmless by its name alone. */
  @Test
  void everySuspiciousName_hasARole() {
    Set<String> plain = new TreeSet<>();
    for (Descriptor message : reachable(MethodDescriptor::getInputType)) {
      for (FieldDescriptor field : message.getFields()) {
        String name = field.getName();
        boolean isSuspicious =
            name.matches(
                ".*(namespace|queue|workflow_id|token|callback|header|endpoint|url|uri|address"
                    + "|query|deployment_name|instance_key).*");
        boolean isNamed = FieldTable.isText(field) || field.getJavaType() == JavaType.MESSAGE;
        if (isSuspicious && isNamed && FieldTable.roleOf(field) == FieldRole.PLAIN) {
          plain.add(message.getName() + "." + name);
        }
      }
    }

    assertThat(plain)
        .as("looks as if it named something, but is PLAIN: say in this list why it does not")
        .containsExactlyInAnyOrder(
            // Compared with the present version of what the request names.
            "SetWorkerDeploymentCurrentVersionRequest.conflict_token",
            "SetWorkerDeploymentManagerRequest.conflict_token",
            "SetWorkerDeploymentRampingVersionRequest.conflict_token",
            "UpdateScheduleRequest.conflict_token",
            "UpdateWorkerVersioningRulesRequest.conflict_token",
            // A link; the namespace and the execution that it names have their roles.
            "Link.callback",
            // Read by the rules of envelopes.
            "Any.type_url",
            // A duration, and whether deleted ones are listed.
            "DeleteNamespaceRequest.namespace_delete_delay",
            "ListNamespacesRequest.namespace_filter",
            // Of operators' methods; Temporal ignores it.
            "DeprecateNamespaceRequest.security_token",
            "RegisterNamespaceRequest.security_token",
            "UpdateNamespaceRequest.security_token",
            // What a workflow's own code is asked, looked through field by field.
            "QueryWorkflowRequest.query",
            "WorkflowQuery.query_args",
            "WorkflowQuery.query_type",
            "RespondQueryTaskCompletedRequest.query_result",
            "RespondWorkflowTaskCompletedRequest.query_results",
            // Numbers about the queue that the request names.
            "UpdateTaskQueueConfigRequest.update_queue_rate_limit",
            "UpdateTaskQueueConfigRequest.update_queue_concurrency_limit",
            "PollActivityTaskQueueRequest.task_queue_metadata");
  }

  @Test
  void everyTokenOfAResponse_isSealedOrNeedsNoSeal() {
    Set<String> open = new TreeSet<>();
    for (Descriptor message : reachable(MethodDescriptor::getOutputType)) {
      for (FieldDescriptor field : message.getFields()) {
        String place = message.getName() + "." + field.getName();
        boolean isToken =
            field.getJavaType() == JavaType.BYTE_STRING && field.getName().contains("token");
        // Pages of lists and histories are sealed by the method that answers them.
        boolean isPage = place.endsWith("Response.next_page_token");
        if (isToken && !isPage && !SEALED_TOKENS.contains(place)) {
          open.add(place);
        }
      }
    }

    assertThat(open)
        .as("issued in the open: seal it in gateway.check, or say here why it needs no seal")
        .containsExactlyInAnyOrderElementsOf(UNSEALED_TOKENS);
  }

  /** A task that comes with another answer than a poll's never passed the checks of polls. */
  @Test
  void everyMethodWhoseAnswerCanHoldATask_isKnown() {
    Set<String> tasks = Set.of("PollWorkflowTaskQueueResponse", "PollActivityTaskQueueResponse");
    Set<String> methods = new TreeSet<>();
    for (MethodEntry entry : catalogue.all()) {
      if (entry.audience() != Audience.NOBODY
          && reachable(List.of(entry.response())).stream()
              .anyMatch(message -> tasks.contains(message.getName()))) {
        methods.add(entry.name());
      }
    }

    assertThat(methods)
        .as("its answer can hold a task: check and seal it as those of polls, then list it here")
        .containsExactly(
            "ExecuteMultiOperation",
            "PollActivityTaskQueue",
            "PollWorkflowTaskQueue",
            "RespondWorkflowTaskCompleted",
            "StartWorkflowExecution");
  }

  @Test
  void scope_agreesWithTheRequest() {
    for (MethodEntry entry : catalogue.all()) {
      boolean namesNamespace = entry.request().findFieldByName("namespace") != null;

      assertThat(entry.scope() == Scope.NAMESPACE).as(entry.name()).isEqualTo(namesNamespace);
    }
  }

  @Test
  void everyMethodOfNexus_isRefusedToAll() {
    assertThat(catalogue.all())
        .filteredOn(entry -> entry.name().contains("Nexus"))
        .hasSize(16)
        .allMatch(entry -> entry.audience() == Audience.NOBODY);
  }

  @Test
  void everyMethodThatPolls_isAWorkersAlone() {
    assertThat(catalogue.all())
        .filteredOn(MethodEntry::polling)
        .allSatisfy(entry -> {
          assertThat(entry.name()).endsWith("TaskQueue").startsWith("Poll");
          for (CallerRole role : CallerRole.values()) {
            assertThat(role == CallerRole.WORKER || entry.audience().of(role) == Reach.NOWHERE)
                .as("%s %s", entry.name(), role)
                .isTrue();
          }
        });
  }

  @Test
  void administration_isTheOperatorsAlone() {
    assertThat(catalogue.all())
        .filteredOn(entry -> entry.access() == Access.ADMIN)
        .allMatch(
            entry -> entry.audience() == Audience.OPERATORS || entry.audience() == Audience.NOBODY);
  }

  private static Set<Descriptor> reachable(Function<MethodDescriptor, Descriptor> end) {
    List<Descriptor> ends =
        MethodCatalogue.services().stream()
            .flatMap(service -> service.getMethods().stream())
            .map(end)
            .collect(Collectors.toCollection(ArrayList::new));
    ends.addAll(ENVELOPED);
    return reachable(ends);
  }

  private static Set<Descriptor> reachable(List<Descriptor> ends) {
    Deque<Descriptor> waiting = new ArrayDeque<>(ends);
    Set<Descriptor> found = new LinkedHashSet<>();
    while (!waiting.isEmpty()) {
      Descriptor message = waiting.poll();
      if (found.add(message)) {
        message.getFields().stream()
            .filter(field -> field.getJavaType() == JavaType.MESSAGE)
            .map(FieldDescriptor::getMessageType)
            .forEach(waiting::add);
      }
    }
    found.removeIf(message -> message.getOptions().getMapEntry());
    return found;
  }
}
