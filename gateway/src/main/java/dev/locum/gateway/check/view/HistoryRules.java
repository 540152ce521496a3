package dev.locum.gateway.check.view;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.seal.SealKind;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.history.v1.History;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/**
 * GetWorkflowExecutionHistory, forwards and backwards.
 *
 * <p>A worker sees the histories of its own queues alone: the first page shows the queue, and only
 * who was given it gets a token for the next.
 */
public final class HistoryRules implements MethodRules<Message, Message> {

  private final PageTokens forwards;
  private final PageTokens backwards;

  /** Seals with that. */
  public HistoryRules(TokenSeal seal) {
    this.forwards = new PageTokens(seal, SealKind.HISTORY_PAGE);
    this.backwards = new PageTokens(seal, SealKind.REVERSE_HISTORY_PAGE);
  }

  @Override
  public RequestVerdict request(Call call, Message request) {
    String workflowId = execution(request).getWorkflowId();
    if (workflowId.isEmpty()) {
      throw Refusals.of(DenialReason.WORK_NOT_FOUND, "workflow_id", "absent");
    }
    return MethodRules.forward(
        call,
        tokens(request).open(call, workflowId, request),
        List.of(),
        new Asked(workflowId, PageTokens.isFirst(request)));
  }

  @Override
  public ResponseVerdict response(Call call, RequestVerdict.Forward forwarded, Message response) {
    Asked asked = (Asked) forwarded.memory();
    boolean mustShow = asked.isFirst() && call.caller().role() == CallerRole.WORKER;
    if (mustShow && !isOfOwnQueue(call, response)) {
      return MethodRules.withhold(
          DenialReason.WORK_NOT_FOUND,
          "the history of a queue that the worker does not serve",
          response.getDefaultInstanceForType());
    }
    return MethodRules.deliver(
        tokens(forwarded.request()).seal(call, asked.workflowId(), response));
  }

  private static boolean isOfOwnQueue(Call call, Message response) {
    if (!(response instanceof GetWorkflowExecutionHistoryResponse page)) {
      return false;
    }
    History history = firstPart(page);
    return history.getEventsCount() > 0
        && history.getEvents(0).hasWorkflowExecutionStartedEventAttributes()
        && call.mayUseQueue(
            history
                .getEvents(0)
                .getWorkflowExecutionStartedEventAttributes()
                .getTaskQueue()
                .getName());
  }

  private static History firstPart(GetWorkflowExecutionHistoryResponse page) {
    if (page.getRawHistoryCount() == 0) {
      return page.getHistory();
    }
    try {
      return History.parseFrom(page.getRawHistory(0).getData());
    } catch (InvalidProtocolBufferException e) {
      return History.getDefaultInstance();
    }
  }

  private static WorkflowExecution execution(Message request) {
    return request instanceof GetWorkflowExecutionHistoryRequest forwards
        ? forwards.getExecution()
        : ((GetWorkflowExecutionHistoryReverseRequest) request).getExecution();
  }

  private PageTokens tokens(Message request) {
    return request instanceof GetWorkflowExecutionHistoryRequest ? forwards : backwards;
  }

  /**
   * What was asked for.
   *
   * @param workflowId whose history
   * @param isFirst whether from its beginning
   */
  private record Asked(String workflowId, boolean isFirst) {}
}
