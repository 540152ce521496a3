package dev.locum.gateway.check.poll;

import com.google.protobuf.ByteString;
import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.token.denial.DenialReason;
import io.temporal.api.command.v1.Command;
import io.temporal.api.command.v1.FailWorkflowExecutionCommandAttributes;
import io.temporal.api.enums.v1.CommandType;
import io.temporal.api.enums.v1.QueryResultType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.failure.v1.ApplicationFailureInfo;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import io.temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskFailedRequest;

/**
 * Answers to tasks in the place of a worker that does not get them. Each says the public code of
 * the refusal, and nothing that the caller could not see.
 */
public final class TaskReports {

  private static final String SERVICE = "temporal.api.workflowservice.v1.WorkflowService/";
  private static final String IDENTITY = "locum-gateway";

  private TaskReports() {}

  /** The workflow task failed; Temporal offers it again, to whoever polls its queue. */
  public static UpstreamCall taskFailed(
      String namespace, ByteString token, WorkflowTaskFailedCause cause, DenialReason reason) {
    return new UpstreamCall(
        SERVICE + "RespondWorkflowTaskFailed",
        RespondWorkflowTaskFailedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setIdentity(IDENTITY)
            .setCause(cause)
            .setFailure(failure(reason, ""))
            .build());
  }

  /** The workflow failed for good: the task would be refused for ever. */
  static UpstreamCall workflowFailed(String namespace, ByteString token, DenialReason reason) {
    return new UpstreamCall(
        SERVICE + "RespondWorkflowTaskCompleted",
        RespondWorkflowTaskCompletedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setIdentity(IDENTITY)
            .addCommands(
                Command.newBuilder()
                    .setCommandType(CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION)
                    .setFailWorkflowExecutionCommandAttributes(
                        FailWorkflowExecutionCommandAttributes.newBuilder()
                            .setFailure(failure(reason, ""))))
            .build());
  }

  /** The query failed. */
  static UpstreamCall queryFailed(String namespace, ByteString token, DenialReason reason) {
    return new UpstreamCall(
        SERVICE + "RespondQueryTaskCompleted",
        RespondQueryTaskCompletedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_FAILED)
            .setErrorMessage(message(reason, ""))
            .build());
  }

  /** The activity failed; for good, unless it may succeed at another worker or later. */
  static UpstreamCall activityFailed(String namespace, ByteString token, DenialReason reason) {
    return new UpstreamCall(
        SERVICE + "RespondActivityTaskFailed",
        RespondActivityTaskFailedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setIdentity(IDENTITY)
            .setFailure(failure(reason, ""))
            .build());
  }

  /**
   * A failure that says the public code.
   *
   * @param what which part was refused; never what it holds; may be empty
   */
  public static Failure failure(DenialReason reason, String what) {
    return Failure.newBuilder()
        .setMessage(message(reason, what))
        .setSource(IDENTITY)
        .setApplicationFailureInfo(
            ApplicationFailureInfo.newBuilder()
                .setType(reason.publicReason().code())
                .setNonRetryable(!reason.isRetryable()))
        .build();
  }

  private static String message(DenialReason reason, String what) {
    DenialReason told = reason.publicReason();
    return told.code() + ": " + told.sentence() + (what.isEmpty() ? "" : " (" + what + ")");
  }
}
