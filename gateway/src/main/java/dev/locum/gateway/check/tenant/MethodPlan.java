package dev.locum.gateway.check.tenant;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.catalogue.MethodEntry;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.seal.SealKind;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a method that need not be looked up again for each call.
 *
 * @param entry its row
 * @param rules its rules
 * @param namespace the field that names the namespace; null for methods about all of Temporal
 * @param taskToken the field that holds the token of the task that is answered; null: none
 * @param taskKind which kind of task it answers; null: none
 */
record MethodPlan(
    MethodEntry entry,
    MethodRules<Message, Message> rules,
    @Nullable FieldDescriptor namespace,
    @Nullable FieldDescriptor taskToken,
    @Nullable SealKind taskKind) {

  static MethodPlan of(MethodEntry entry, MethodRules<Message, Message> rules) {
    FieldDescriptor taskToken = entry.request().findFieldByName("task_token");
    return new MethodPlan(
        entry,
        rules,
        entry.request().findFieldByName("namespace"),
        taskToken,
        taskToken == null ? null : kind(entry.name()));
  }

  private static SealKind kind(String method) {
    if (method.startsWith("RespondWorkflowTask")) {
      return SealKind.WORKFLOW_TASK;
    }
    if (method.startsWith("RespondQueryTask")) {
      return SealKind.QUERY_TASK;
    }
    return method.startsWith("RespondNexusTask") ? SealKind.NEXUS_TASK : SealKind.ACTIVITY_TASK;
  }
}
