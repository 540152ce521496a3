package dev.locum.gateway.check.poll;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.locum.gateway.check.ResponseVerdict.UpstreamCall;
import dev.locum.gateway.delegation.SdkHeaders;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.FailWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.Payloads;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.QueryResultType;
import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.temporalapi.failure.v1.ApplicationFailureInfo;
import dev.locum.temporalapi.failure.v1.Failure;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskFailedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondQueryTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.temporal.TemporalFailures;

/**
 * Answers to tasks in the place of a worker that does not get them. Each says the public code of
 * the refusal, and nothing that the caller could not see.
 */
public final class TaskReports {

  private static final String SERVICE = "temporal.api.workflowservice.v1.WorkflowService/";
  private static final String IDENTITY = "locum-gateway";

  /** Lets the right worker be first; also what marks an attempt that did not begin. */
  private static final Duration A_SECOND = Duration.newBuilder().setSeconds(1).build();

  private TaskReports() {}

  /**
   * Whether the failure of a workflow task is told to Temporal. Temporal offers a failed task again
   * at once, and one that has timed out more and more rarely: told of each attempt, it would go
   * round without a pause. So the first is recorded, and later ones are left to time out, as
   * Temporal itself does with a completion that it refuses.
   */
  public static boolean isRecorded(int attempt) {
    return attempt <= 1;
  }

  /** The workflow task failed; Temporal offers it again, to whoever polls its queue. */
  public static UpstreamCall taskFailed(
      String namespace, ByteString token, WorkflowTaskFailedCause cause, DenialReason reason) {
    return taskFailed(namespace, token, cause, failure(reason, ""));
  }

  /** The same with a failure that says more. */
  public static UpstreamCall taskFailed(
      String namespace, ByteString token, WorkflowTaskFailedCause cause, Failure failure) {
    return new UpstreamCall(
        SERVICE + "RespondWorkflowTaskFailed",
        RespondWorkflowTaskFailedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setIdentity(IDENTITY)
            .setCause(cause)
            .setFailure(failure)
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
  public static UpstreamCall queryFailed(String namespace, ByteString token, DenialReason reason) {
    return new UpstreamCall(
        SERVICE + "RespondQueryTaskCompleted",
        RespondQueryTaskCompletedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_FAILED)
            .setErrorMessage(message(reason, ""))
            .build());
  }

  /**
   * The attempt of the activity failed: for good, if it may never act; else so that it is tried
   * again. Where attempts are counted and the workflow's side reschedules, one that did not begin
   * is not lost: it gets the failure that the worker library knows as such.
   */
  public static UpstreamCall activityFailed(
      String namespace, PollActivityTaskQueueResponse task, DenialReason reason) {
    Failure.Builder failure = failure(reason, "").toBuilder();
    if (reason.isRetryable()) {
      ApplicationFailureInfo.Builder info = failure.getApplicationFailureInfoBuilder();
      info.setNextRetryDelay(A_SECOND);
      if (LocumHeaders.reschedules(SdkHeaders.of(task.getHeader().getFieldsMap()))) {
        info.setNonRetryable(true).setDetails(number(task.getAttempt()));
      }
    }
    return activityFailed(namespace, task.getTaskToken(), failure.build());
  }

  /** The attempt of the activity failed. */
  public static UpstreamCall activityFailed(String namespace, ByteString token, Failure failure) {
    return new UpstreamCall(
        SERVICE + "RespondActivityTaskFailed",
        RespondActivityTaskFailedRequest.newBuilder()
            .setNamespace(namespace)
            .setTaskToken(token)
            .setIdentity(IDENTITY)
            .setFailure(failure)
            .build());
  }

  private static Payloads number(int value) {
    return Payloads.newBuilder()
        .addPayloads(
            Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8(Integer.toString(value))))
        .build();
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
                .setType(TemporalFailures.type(reason))
                .setNonRetryable(!reason.isRetryable()))
        .build();
  }

  private static String message(DenialReason reason, String what) {
    DenialReason told = reason.publicReason();
    return told.code() + ": " + told.sentence() + (what.isEmpty() ? "" : " (" + what + ")");
  }
}
