package dev.locum.gateway.check.tenant;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.catalogue.FieldRole;
import dev.locum.gateway.catalogue.FieldTable;
import dev.locum.gateway.catalogue.MethodEntry;
import dev.locum.gateway.seal.SealKind;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.filter.v1.WorkflowExecutionFilter;
import dev.locum.temporalapi.operatorservice.v1.OperatorServiceGrpc;
import dev.locum.temporalapi.schedule.v1.Schedule;
import dev.locum.temporalapi.schedule.v1.ScheduleAction;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.update.v1.UpdateRef;
import dev.locum.temporalapi.workflow.v1.NewWorkflowExecutionInfo;
import dev.locum.temporalapi.workflowservice.v1.ExecuteMultiOperationRequest;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.UpdateWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** For each method the smallest request that Alice may send, made from what its fields mean. */
final class SampleRequests {

  private static final Map<String, Message> PROTOTYPES = prototypes();

  private SampleRequests() {}

  static Message of(MethodEntry entry, String namespace) {
    Message.Builder request = prototype(entry.fullName()).newBuilderForType();
    for (FieldDescriptor field : entry.request().getFields()) {
      fill(request, field, entry, namespace);
    }
    return request.build();
  }

  private static Message prototype(String method) {
    return Objects.requireNonNull(PROTOTYPES.get(method), method);
  }

  private static void fill(
      Message.Builder request, FieldDescriptor field, MethodEntry entry, String namespace) {
    FieldRole role = FieldTable.roleOf(field);
    boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (role == FieldRole.NAMESPACE) {
      request.setField(field, namespace);
    } else if (role == FieldRole.OWNED_ID) {
      request.setField(field, Scene.WORKFLOW);
    } else if (role == FieldRole.DEPLOYMENT) {
      request.setField(field, "alice_orders");
    } else if (role == FieldRole.TASK_QUEUE || role == FieldRole.POLLED_QUEUE) {
      Object queue = isMessage ? queue() : Scene.QUEUE;
      if (field.isRepeated()) {
        request.addRepeatedField(field, queue);
      } else {
        request.setField(field, queue);
      }
    } else if (role == FieldRole.WORKFLOW_TYPE) {
      request.setField(field, type());
    } else if (role == FieldRole.TASK_TOKEN) {
      request.setField(field, Scene.token(kind(entry.name()), namespace));
    } else if (isMessage) {
      message(request, field, namespace);
    }
  }

  private static void message(Message.Builder request, FieldDescriptor field, String namespace) {
    switch (field.getMessageType().getName()) {
      case "WorkflowExecution" -> {
        if (field.isRepeated()) {
          request.addRepeatedField(field, execution());
        } else {
          request.setField(field, execution());
        }
      }
      case "WorkflowExecutionFilter" ->
          request.setField(
              field, WorkflowExecutionFilter.newBuilder().setWorkflowId(Scene.WORKFLOW).build());
      case "UpdateRef" ->
          request.setField(field, UpdateRef.newBuilder().setWorkflowExecution(execution()).build());
      case "Schedule" -> request.setField(field, schedule());
      case "Operation" -> {
        request.addRepeatedField(
            field,
            ExecuteMultiOperationRequest.Operation.newBuilder()
                .setStartWorkflow(start(namespace))
                .build());
        request.addRepeatedField(
            field,
            ExecuteMultiOperationRequest.Operation.newBuilder()
                .setUpdateWorkflow(
                    UpdateWorkflowExecutionRequest.newBuilder()
                        .setNamespace(namespace)
                        .setWorkflowExecution(execution()))
                .build());
      }
      default -> {}
    }
  }

  static StartWorkflowExecutionRequest start(String namespace) {
    return StartWorkflowExecutionRequest.newBuilder()
        .setNamespace(namespace)
        .setWorkflowId(Scene.WORKFLOW)
        .setWorkflowType(type())
        .setTaskQueue(queue())
        .build();
  }

  private static Schedule schedule() {
    return Schedule.newBuilder()
        .setAction(
            ScheduleAction.newBuilder()
                .setStartWorkflow(
                    NewWorkflowExecutionInfo.newBuilder()
                        .setWorkflowId(Scene.WORKFLOW)
                        .setWorkflowType(type())
                        .setTaskQueue(queue())))
        .build();
  }

  static WorkflowExecution execution() {
    return WorkflowExecution.newBuilder().setWorkflowId(Scene.WORKFLOW).build();
  }

  static WorkflowType type() {
    return WorkflowType.newBuilder().setName(Scene.TYPE).build();
  }

  static TaskQueue queue() {
    return TaskQueue.newBuilder().setName(Scene.QUEUE).build();
  }

  private static SealKind kind(String method) {
    if (method.startsWith("RespondWorkflowTask")) {
      return SealKind.WORKFLOW_TASK;
    }
    return method.startsWith("RespondQueryTask") ? SealKind.QUERY_TASK : SealKind.ACTIVITY_TASK;
  }

  private static Map<String, Message> prototypes() {
    Map<String, Message> prototypes = new HashMap<>();
    for (var service :
        new io.grpc.ServiceDescriptor[] {
          WorkflowServiceGrpc.getServiceDescriptor(), OperatorServiceGrpc.getServiceDescriptor()
        }) {
      for (var method : service.getMethods()) {
        PrototypeMarshaller<?> marshaller = (PrototypeMarshaller<?>) method.getRequestMarshaller();
        prototypes.put(method.getFullMethodName(), (Message) marshaller.getMessagePrototype());
      }
    }
    return prototypes;
  }
}
