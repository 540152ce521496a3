package dev.locum.gateway.check.view;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.seal.SealKind;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.temporalapi.filter.v1.WorkflowExecutionFilter;
import dev.locum.temporalapi.workflow.v1.WorkflowExecutionInfo;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/**
 * ListOpenWorkflowExecutions and ListClosedWorkflowExecutions. Their filters know no prefix: among
 * many tenants they take the id of one's own workflow; ListWorkflowExecutions does the rest.
 */
public final class OpenAndClosedRules implements MethodRules<Message, Message> {

  private final PageTokens pages;

  /** Seals with that. */
  public OpenAndClosedRules(TokenSeal seal) {
    this.pages = new PageTokens(seal, SealKind.LIST_PAGE);
  }

  @Override
  public RequestVerdict request(Call call, Message request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("execution_filter");
    String workflowId = ((WorkflowExecutionFilter) request.getField(field)).getWorkflowId();
    if (call.isOneOfMany() && workflowId.isEmpty()) {
      throw Refusals.of(DenialReason.METHOD_NOT_ALLOWED, field, "absent");
    }
    return MethodRules.forward(call, pages.open(call, workflowId, request), List.of(), workflowId);
  }

  @Override
  public ResponseVerdict response(Call call, RequestVerdict.Forward forwarded, Message response) {
    Message own =
        call.isOneOfMany()
            ? Rows.own(
                response,
                "executions",
                row -> call.owns(((WorkflowExecutionInfo) row).getExecution().getWorkflowId()))
            : response;
    return MethodRules.deliver(pages.seal(call, (String) forwarded.memory(), own));
  }
}
