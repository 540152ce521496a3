package dev.locum.gateway.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.token.denial.DenialReason;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.List;

/**
 * A task that Temporal has handed out for a caller that may no longer have it. It is given back, so
 * that another worker gets it at once and not after its timeout.
 */
final class TakenTask {

  private static final String IDENTITY = "locum-gateway";

  private TakenTask() {}

  /** What gives back the task in an answer of Temporal's; nothing if there is none. */
  static List<UpstreamCall> giveBack(String namespace, Message response) {
    if (response instanceof PollWorkflowTaskQueueResponse task && !task.getTaskToken().isEmpty()) {
      return List.of(
          task.hasQuery()
              ? query(namespace, task.getTaskToken())
              : workflow(namespace, task.getTaskToken()));
    }
    if (response instanceof PollActivityTaskQueueResponse task && !task.getTaskToken().isEmpty()) {
      return List.of(activity(namespace, task.getTaskToken()));
    }
    return List.of();
  }

  private static UpstreamCall workflow(String namespace, ByteString token) {
    return new UpstreamCall(
        WorkflowServiceGrpc.getRespondWorkflowTaskFailedMethod().getFullMethodName(),
        RespondWorkflowTaskFailedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setIdentity(IDENTITY)
            .setCause(
                WorkflowTaskFailedCause
                    .WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE)
            .setFailure(failure())
            .build());
  }

  private static UpstreamCall query(String namespace, ByteString token) {
    return new UpstreamCall(
        WorkflowServiceGrpc.getRespondQueryTaskCompletedMethod().getFullMethodName(),
        RespondQueryTaskCompletedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setCompletedType(io.temporal.api.enums.v1.QueryResultType.QUERY_RESULT_TYPE_FAILED)
            .setErrorMessage(failure().getMessage())
            .build());
  }

  private static UpstreamCall activity(String namespace, ByteString token) {
    return new UpstreamCall(
        WorkflowServiceGrpc.getRespondActivityTaskFailedMethod().getFullMethodName(),
        RespondActivityTaskFailedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setIdentity(IDENTITY)
            .setFailure(failure())
            .build());
  }

  /** Another worker may succeed, so the failure is retryable. */
  private static Failure failure() {
    return Failure.newBuilder()
        .setSource(IDENTITY)
        .setMessage(DenialReason.CREDENTIAL_REJECTED.sentence())
        .setApplicationFailureInfo(
            ApplicationFailureInfo.newBuilder()
                .setType(DenialReason.CREDENTIAL_REJECTED.code())
                .setNonRetryable(false))
        .build();
  }
}
