package dev.locum.gateway.check;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.catalogue.FieldRole;
import dev.locum.gateway.check.field.FieldCheck;
import dev.locum.temporalapi.command.v1.StartChildWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.common.v1.SearchAttributes;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/**
 * Everything that a request mentions, wherever it does, is the caller's own. Thread-safe.
 *
 * <p>Whether something had to be mentioned, and what a queue of a poll may be, is for the rules of
 * each method.
 */
public record Mentions(Call call) implements FieldCheck {

  /** The one place where a worker may name a queue that it does not serve. */
  private static final Descriptor CHILD =
      StartChildWorkflowExecutionCommandAttributes.getDescriptor();

  /**
   * Checks one mention.
   *
   * @throws DenialException if it is not the caller's own
   */
  @Override
  public void check(FieldRole role, FieldDescriptor field, Object value) {
    switch (role) {
      case NAMESPACE -> namespace(field, (String) value);
      case TASK_QUEUE -> taskQueue(field, value);
      case OWNED_ID -> ownedId(field, (String) value);
      case DEPLOYMENT -> deployment(field, (String) value);
      case WORKFLOW_TYPE -> workflowType(field, ((WorkflowType) value).getName());
      case SEARCH_ATTRIBUTES -> attributes(field, (SearchAttributes) value);
      case ADDRESS -> address(field);
      case NAMESPACE_ID, CALLBACK, NEXUS, COMPUTE, LONG_POLL_TOKEN, UNKNOWN, ENVELOPE ->
          throw Refusals.of(DenialReason.METHOD_NOT_ALLOWED, field, "refused when set");
      case PLAIN,
          INFORMATION,
          HEADER,
          POLLED_QUEUE,
          STICKY_QUEUE,
          CONTROL_QUEUE,
          WORKER_KEY,
          TASK_TOKEN,
          PAGE_TOKEN,
          QUERY -> {}
    }
  }

  private void namespace(FieldDescriptor field, String value) {
    if (!value.isEmpty() && !value.equals(call.namespace())) {
      throw Refusals.of(DenialReason.ENTITY_NOT_FOUND, field, "another namespace");
    }
  }

  private void taskQueue(FieldDescriptor field, Object value) {
    if (value instanceof TaskQueue queue) {
      if (!QueueNames.isNormal(queue)) {
        throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, field, "not a normal queue");
      }
      queueName(field, queue.getName());
    } else {
      queueName(field, (String) value);
    }
  }

  private void queueName(FieldDescriptor field, String name) {
    boolean isGranted =
        field.getContainingType() == CHILD ? call.mayHaveChildOn(name) : call.mayUseQueue(name);
    if (!name.isEmpty() && !isGranted) {
      throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, field, "a queue without grant");
    }
  }

  private void ownedId(FieldDescriptor field, String id) {
    if (!id.isEmpty() && !call.owns(id)) {
      throw Refusals.of(DenialReason.WORK_NOT_FOUND, field, "without the tenant's prefix");
    }
  }

  /** Deployments are known to the whole namespace by name. */
  private void deployment(FieldDescriptor field, String name) {
    if (!name.isEmpty() && !call.ownsDeployment(name)) {
      throw Refusals.of(
          DenialReason.ACTION_NOT_ALLOWED, field, "does not begin with the tenant's name and _");
    }
  }

  private void workflowType(FieldDescriptor field, String type) {
    if (!call.grant().mayStart(type)) {
      throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, field, "a workflow type without grant");
    }
  }

  private static void attributes(FieldDescriptor field, SearchAttributes attributes) {
    for (String name : attributes.getIndexedFieldsMap().keySet()) {
      if (ReservedAttributes.has(name)) {
        throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, field, "a reserved attribute");
      }
    }
  }

  private void address(FieldDescriptor field) {
    if (call.caller().role() != CallerRole.OPERATOR) {
      throw Refusals.of(DenialReason.METHOD_NOT_ALLOWED, field, "refused when set");
    }
  }
}
