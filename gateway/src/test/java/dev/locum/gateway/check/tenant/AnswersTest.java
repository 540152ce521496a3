package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.catalogue.MethodCatalogue;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.task.AnswerRules;
import dev.locum.gateway.seal.SealKind;
import dev.locum.temporalapi.enums.v1.QueryResultType;
import dev.locum.temporalapi.failure.v1.ApplicationFailureInfo;
import dev.locum.temporalapi.failure.v1.Failure;
import dev.locum.temporalapi.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCanceledRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskFailedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondQueryTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Its work was good: the worker is told what to do, and its own policy decides. */
  @ParameterizedTest
  @MethodSource("answersOfActivities")
  void answerOfAnActivity_fromANewerSdk_isRefusedToTheWorker(Message answer) {
    assertThat(check(answer))
        .isInstanceOfSatisfying(
            RequestVerdict.Deny.class,
            deny -> {
              assertThat(deny.reason()).isEqualTo(DenialReason.REQUEST_INVALID);
              assertThat(deny.detail()).contains("field 9000 is not in Temporal API");
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusedFailureOfAnActivity_staysAsRepeatableAsItWas(boolean forGood) {
    RespondActivityTaskFailedRequest failed =
        reported(
            RespondActivityTaskFailedRequest.newBuilder()
                .setFailure(
                    Failure.newBuilder()
                        .setApplicationFailureInfo(
                            ApplicationFailureInfo.newBuilder().setNonRetryable(forGood)))
                .build());

    assertThat(failed.getFailure().getApplicationFailureInfo().getNonRetryable())
        .isEqualTo(forGood);
  }

  /** Done again, its answer would be refused again. */
  @Test
  void refusedResultOfAnActivity_failsItForGood() {
    RespondActivityTaskFailedRequest failed =
        reported(RespondActivityTaskCompletedRequest.getDefaultInstance());

    assertThat(failed.getTaskToken()).isEqualTo(Scene.TOKEN);
    assertThat(failed.getNamespace()).isEqualTo(Scene.SHARED);
    assertThat(failed.getFailure().getMessage()).startsWith("ACTION_NOT_ALLOWED: ");
    assertThat(failed.getFailure().getApplicationFailureInfo().getNonRetryable()).isTrue();
  }

  /** What becomes of an answer that somebody may not give. */
  private static RespondActivityTaskFailedRequest reported(Message answer) {
    String method = answer.getDescriptorForType().getName().replace("Request", "");
    GatewayCaller alice = Scene.alice(CallerRole.WORKER);
    Call call =
        new Call(
            alice,
            MethodCatalogue.compiled().find(Scene.method(method)).orElseThrow(),
            alice.grant(Scene.SHARED).orElseThrow(),
            Scene.SEAL.openTask(SealKind.ACTIVITY_TASK, ACTIVITY));
    RequestVerdict verdict =
        new AnswerRules()
            .refused(
                call, answer, new DenialException(DenialReason.ACTION_NOT_ALLOWED, "of another"));
    assertThat(verdict).isInstanceOf(RequestVerdict.Report.class);
    return (RespondActivityTaskFailedRequest) ((RequestVerdict.Report) verdict).report().request();
  }

  /** Under the token that Temporal knows. */
  @ParameterizedTest
  @MethodSource("answersOfActivities")
  void dryRun_forwardsTheAnswerAsItIs(Message answer) {
    assertThat(check(answer))
        .isInstanceOfSatisfying(
            RequestVerdict.Deny.class,
            deny ->
                assertThat(
                        Objects.requireNonNull(deny.unrefused())
                            .getField(answer.getDescriptorForType().findFieldByName("task_token")))
                    .isEqualTo(Scene.TOKEN));
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
