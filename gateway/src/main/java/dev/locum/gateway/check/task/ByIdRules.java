package dev.locum.gateway.check.task;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/**
 * Answers to an activity by ids. Nothing binds them but the workflow's id, which without a workflow
 * would be absent.
 */
public final class ByIdRules implements MethodRules<Message, Message> {

  @Override
  public RequestVerdict request(Call call, Message request) {
    FieldDescriptor workflowId = request.getDescriptorForType().findFieldByName("workflow_id");
    if (((String) request.getField(workflowId)).isEmpty()) {
      throw Refusals.of(DenialReason.WORK_NOT_FOUND, workflowId, "absent");
    }
    return MethodRules.forward(call, request, List.of());
  }
}
