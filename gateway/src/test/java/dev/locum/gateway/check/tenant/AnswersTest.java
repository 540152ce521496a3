package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.seal.SealKind;
import dev.locum.temporalapi.enums.v1.QueryResultType;
import dev.locum.temporalapi.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCanceledRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskFailedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskFailedResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondQueryTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import dev.locum.token.denial.DenialReason;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A refused answer to a task is the task's failure: nobody waits for a timeout. */
final class AnswersTest {

  private static final ByteString ACTIVITY = Scene.token(SealKind.ACTIVITY_TASK, Scene.SHARED);

  /** What a newer SDK may say and this version cannot judge. */
  private static final UnknownFieldSet NEWER =
      UnknownFieldSet.newBuilder()
          .addField(9000, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
          .build();

  static Stream<Message> answersOfActivities() {
    return Stream.of(
        RespondActivityTaskCompletedRequest.newBuilder()
            .setTaskToken(ACTIVITY)
            .setUnknownFields(NEWER)
            .build(),
        RespondActivityTaskFailedRequest.newBuilder()
            .setTaskToken(ACTIVITY)
            .setUnknownFields(NEWER)
            .build(),
        RespondActivityTaskCanceledRequest.newBuilder()
            .setTaskToken(ACTIVITY)
            .setUnknownFields(NEWER)
            .build());
  }

  @ParameterizedTest
  @MethodSource("answersOfActivities")
  void refusedAnswerOfAnActivity_failsItForGood(Message answer) {
    RequestVerdict.Report report = report(answer);

    assertThat(report.reason()).isEqualTo(DenialReason.REQUEST_INVALID);
    RespondActivityTaskFailedRequest failed =
        (RespondActivityTaskFailedRequest) report.report().request();
    assertThat(failed.getTaskToken()).isEqualTo(Scene.TOKEN);
    assertThat(failed.getNamespace()).isEqualTo(Scene.SHARED);
    assertThat(failed.getFailure().getMessage()).startsWith("REQUEST_INVALID: ");
    assertThat(failed.getFailure().getApplicationFailureInfo().getNonRetryable())
        .as("done again, its answer would be refused again")
        .isTrue();
    assertThat(
            Scene.rules()
                .checkResponse(
                    Scene.alice(CallerRole.WORKER),
                    report.report(),
                    RespondActivityTaskFailedResponse.getDefaultInstance()))
        .isInstanceOfSatisfying(
            ResponseVerdict.Deliver.class,
            deliver -> assertThat(deliver.response().toByteString()).isEmpty());
  }

  /** Under the token that Temporal knows. */
  @ParameterizedTest
  @MethodSource("answersOfActivities")
  void dryRun_forwardsTheAnswerAsItIs(Message answer) {
    assertThat(
            report(answer)
                .unrefused()
                .getField(answer.getDescriptorForType().findFieldByName("task_token")))
        .isEqualTo(Scene.TOKEN);
  }

  @Test
  void refusedAnswerToAQuery_failsTheQuery() {
    RequestVerdict.Report report =
        report(
            RespondQueryTaskCompletedRequest.newBuilder()
                .setTaskToken(Scene.token(SealKind.QUERY_TASK, Scene.SHARED))
                .setUnknownFields(NEWER)
                .build());

    assertThat(report.report().request())
        .isEqualTo(
            RespondQueryTaskCompletedRequest.newBuilder()
                .setNamespace(Scene.SHARED)
                .setTaskToken(Scene.TOKEN)
                .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_FAILED)
                .setErrorMessage("REQUEST_INVALID: " + DenialReason.REQUEST_INVALID.sentence())
                .build());
  }

  @Test
  void refusedFailureOfAWorkflowTask_isAFailureOfOurOwn_once() {
    RespondWorkflowTaskFailedRequest first =
        RespondWorkflowTaskFailedRequest.newBuilder()
            .setTaskToken(Scene.token(SealKind.WORKFLOW_TASK, Scene.SHARED))
            .setUnknownFields(NEWER)
            .build();
    RespondWorkflowTaskFailedRequest second =
        first.toBuilder()
            .setTaskToken(Scene.token(SealKind.WORKFLOW_TASK, Scene.SHARED, 2))
            .build();

    assertThat(report(first).report().request())
        .isInstanceOf(RespondWorkflowTaskFailedRequest.class);
    assertThat(check(second)).isInstanceOf(RequestVerdict.Deny.class);
  }

  /** The task may be another worker's: with a token alone nobody ends it. */
  @Test
  void answerToATaskThatIsNotTheWorkers_failsNothing() {
    ByteString bobs = ByteString.copyFromUtf8("made up");

    assertThat(check(RespondActivityTaskCompletedRequest.newBuilder().setTaskToken(bobs).build()))
        .isInstanceOf(RequestVerdict.Deny.class);
    assertThat(
            Attempts.check(
                Scene.bob(CallerRole.WORKER),
                RespondActivityTaskCompletedRequest.newBuilder()
                    .setTaskToken(ACTIVITY)
                    .setUnknownFields(NEWER)
                    .build()))
        .isInstanceOf(RequestVerdict.Deny.class);
  }

  /** It ends nothing, so that its refusal is for the worker. */
  @Test
  void refusedHeartbeat_isToldToTheWorkerAlone() {
    RequestVerdict verdict =
        check(
            RecordActivityTaskHeartbeatRequest.newBuilder()
                .setTaskToken(ACTIVITY)
                .setUnknownFields(NEWER)
                .build());

    assertThat(verdict).isInstanceOf(RequestVerdict.Deny.class);
  }

  private static RequestVerdict.Report report(Message answer) {
    RequestVerdict verdict = check(answer);
    assertThat(verdict).isInstanceOf(RequestVerdict.Report.class);
    return (RequestVerdict.Report) verdict;
  }

  private static RequestVerdict check(Message answer) {
    return Attempts.check(Scene.alice(CallerRole.WORKER), answer);
  }
}
