package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.SampleCommands.activity;
import static dev.locum.gateway.check.tenant.SampleCommands.again;
import static dev.locum.gateway.check.tenant.SampleCommands.againOn;
import static dev.locum.gateway.check.tenant.SampleCommands.cancel;
import static dev.locum.gateway.check.tenant.SampleCommands.child;
import static dev.locum.gateway.check.tenant.SampleCommands.childOn;
import static dev.locum.gateway.check.tenant.SampleCommands.command;
import static dev.locum.gateway.check.tenant.SampleCommands.inNamespace;
import static dev.locum.gateway.check.tenant.SampleCommands.nexus;
import static dev.locum.gateway.check.tenant.SampleCommands.signal;
import static dev.locum.gateway.check.tenant.SampleCommands.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.DelegationRule;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.seal.SealKind;
import dev.locum.temporalapi.command.v1.CancelTimerCommandAttributes;
import dev.locum.temporalapi.command.v1.CancelWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.CompleteWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.FailWorkflowExecutionCommandAttributes;
import dev.locum.temporalapi.command.v1.ModifyWorkflowPropertiesCommandAttributes;
import dev.locum.temporalapi.command.v1.ProtocolMessageCommandAttributes;
import dev.locum.temporalapi.command.v1.RecordMarkerCommandAttributes;
import dev.locum.temporalapi.command.v1.RequestCancelActivityTaskCommandAttributes;
import dev.locum.temporalapi.command.v1.RequestCancelNexusOperationCommandAttributes;
import dev.locum.temporalapi.command.v1.StartTimerCommandAttributes;
import dev.locum.temporalapi.common.v1.Callback;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.enums.v1.WorkflowTaskFailedCause;
import dev.locum.temporalapi.taskqueue.v1.StickyExecutionAttributes;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.update.v1.Acceptance;
import dev.locum.temporalapi.update.v1.Meta;
import dev.locum.temporalapi.update.v1.Rejection;
import dev.locum.temporalapi.update.v1.Request;
import dev.locum.temporalapi.update.v1.Response;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskFailedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskFailedResponse;
import dev.locum.token.denial.DenialReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a workflow may order, and what becomes of an order that is refused. */
final class CommandsTest {

  private static final GatewayCaller WORKER = Scene.alice(CallerRole.WORKER);
  private static final String METHOD = Scene.method("RespondWorkflowTaskCompleted");
  private static final TaskQueue FOREIGN = TaskQueue.newBuilder().setName("bob-orders").build();

  private static final List<Command> ALLOWED =
      List.of(
          activity(SampleRequests.queue()),
          activity(TaskQueue.getDefaultInstance()),
          child("alice.child", Scene.TYPE),
          again(Scene.TYPE),
          again(""),
          signal("alice.other"),
          cancel("alice.other"),
          command(
              CommandType.COMMAND_TYPE_START_TIMER,
              b ->
                  b.setStartTimerCommandAttributes(
                      StartTimerCommandAttributes.getDefaultInstance())),
          command(
              CommandType.COMMAND_TYPE_CANCEL_TIMER,
              b ->
                  b.setCancelTimerCommandAttributes(
                      CancelTimerCommandAttributes.getDefaultInstance())),
          command(
              CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
              b ->
                  b.setCompleteWorkflowExecutionCommandAttributes(
                      CompleteWorkflowExecutionCommandAttributes.getDefaultInstance())),
          command(
              CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
              b ->
                  b.setFailWorkflowExecutionCommandAttributes(
                      FailWorkflowExecutionCommandAttributes.getDefaultInstance())),
          command(
              CommandType.COMMAND_TYPE_CANCEL_WORKFLOW_EXECUTION,
              b ->
                  b.setCancelWorkflowExecutionCommandAttributes(
                      CancelWorkflowExecutionCommandAttributes.getDefaultInstance())),
          command(
              CommandType.COMMAND_TYPE_REQUEST_CANCEL_ACTIVITY_TASK,
              b ->
                  b.setRequestCancelActivityTaskCommandAttributes(
                      RequestCancelActivityTaskCommandAttributes.getDefaultInstance())),
          command(
              CommandType.COMMAND_TYPE_RECORD_MARKER,
              b ->
                  b.setRecordMarkerCommandAttributes(
                      RecordMarkerCommandAttributes.getDefaultInstance())),
          command(
              CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE,
              b ->
                  b.setProtocolMessageCommandAttributes(
                      ProtocolMessageCommandAttributes.getDefaultInstance())),
          command(
              CommandType.COMMAND_TYPE_MODIFY_WORKFLOW_PROPERTIES,
              b ->
                  b.setModifyWorkflowPropertiesCommandAttributes(
                      ModifyWorkflowPropertiesCommandAttributes.getDefaultInstance())),
          upsert("Customer"));

  private final TenantRules rules = Scene.rules();

  @ParameterizedTest
  @FieldSource("ALLOWED")
  void commandOnOnesOwn_isForwardedAsItIs(Command command) {
    RequestVerdict.Forward forward = check(WORKER, completion(command).build());

    assertThat(forward.method()).isEqualTo(METHOD);
    assertThat(((RespondWorkflowTaskCompletedRequest) forward.request()).getCommandsList())
        .containsExactly(command);
  }

  @Test
  void everyKindOfCommand_isTriedHere() {
    Set<CommandType> tried = EnumSet.noneOf(CommandType.class);
    ALLOWED.forEach(command -> tried.add(command.getCommandType()));
    attacks()
        .map(attack -> (Command) Objects.requireNonNull(attack.get()[0]))
        .forEach(command -> tried.add(command.getCommandType()));

    assertThat(tried).containsAll(known());
  }

  private static Set<CommandType> known() {
    Set<CommandType> known = EnumSet.allOf(CommandType.class);
    known.removeAll(EnumSet.of(CommandType.UNRECOGNIZED, CommandType.COMMAND_TYPE_UNSPECIFIED));
    return known;
  }

  static Stream<Arguments> attacks() {
    return Stream.of(
        Arguments.of(activity(FOREIGN), "BAD_SCHEDULE_ACTIVITY_ATTRIBUTES"),
        Arguments.of(
            activity(
                SampleRequests.queue().toBuilder()
                    .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
                    .build()),
            "BAD_SCHEDULE_ACTIVITY_ATTRIBUTES"),
        Arguments.of(
            activity(TaskQueue.newBuilder().setName("temporal-sys-per-ns-tq").build()),
            "BAD_SCHEDULE_ACTIVITY_ATTRIBUTES"),
        Arguments.of(child("bob.child", Scene.TYPE), "BAD_START_CHILD_EXECUTION_ATTRIBUTES"),
        Arguments.of(child("", Scene.TYPE), "BAD_START_CHILD_EXECUTION_ATTRIBUTES"),
        Arguments.of(child("alice.child", "Refund"), "BAD_START_CHILD_EXECUTION_ATTRIBUTES"),
        Arguments.of(inNamespace("bob-own"), "BAD_START_CHILD_EXECUTION_ATTRIBUTES"),
        Arguments.of(again("Refund"), "BAD_CONTINUE_AS_NEW_ATTRIBUTES"),
        Arguments.of(againOn(FOREIGN), "BAD_CONTINUE_AS_NEW_ATTRIBUTES"),
        Arguments.of(signal("bob.order"), "BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES"),
        Arguments.of(
            cancel("bob.order"), "BAD_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_ATTRIBUTES"),
        Arguments.of(upsert("TemporalNamespaceDivision"), "BAD_SEARCH_ATTRIBUTES"),
        Arguments.of(nexus("__temporal_system"), "BAD_SCHEDULE_NEXUS_OPERATION_ATTRIBUTES"),
        Arguments.of(nexus("payments"), "BAD_SCHEDULE_NEXUS_OPERATION_ATTRIBUTES"),
        Arguments.of(
            command(
                CommandType.COMMAND_TYPE_REQUEST_CANCEL_NEXUS_OPERATION,
                b ->
                    b.setRequestCancelNexusOperationCommandAttributes(
                        RequestCancelNexusOperationCommandAttributes.getDefaultInstance())),
            "BAD_REQUEST_CANCEL_NEXUS_OPERATION_ATTRIBUTES"),
        Arguments.of(
            activity(SampleRequests.queue()).toBuilder()
                .setCommandType(CommandType.COMMAND_TYPE_START_TIMER)
                .build(),
            "BAD_SCHEDULE_ACTIVITY_ATTRIBUTES"),
        Arguments.of(
            Command.newBuilder().setCommandType(CommandType.COMMAND_TYPE_START_TIMER).build(),
            "WORKFLOW_WORKER_UNHANDLED_FAILURE"));
  }

  /** Items 5, 8, 9, 14 and 27 as orders of a workflow, on each page of a completion. */
  @ParameterizedTest
  @MethodSource("attacks")
  void bypass_05_5_05_09_14_aCommandOnOthers_failsTheTaskAndSaysWhy(Command command, String cause) {
    for (boolean isIntermediate : new boolean[] {true, false}) {
      RequestVerdict.Forward forward =
          reported(
              WORKER,
              completion(ALLOWED.getFirst(), command)
                  .setIntermediatePage(isIntermediate)
                  .setPageNumber(1)
                  .build());

      assertThat(forward.method()).isEqualTo(Scene.method("RespondWorkflowTaskFailed"));
      RespondWorkflowTaskFailedRequest failed =
          (RespondWorkflowTaskFailedRequest) forward.request();
      assertThat(failed.getCause())
          .isEqualTo(WorkflowTaskFailedCause.valueOf("WORKFLOW_TASK_FAILED_CAUSE_" + cause));
      assertThat(failed.getTaskToken()).isEqualTo(Scene.TOKEN);
      assertThat(failed.getNamespace()).isEqualTo(Scene.SHARED);
      assertThat(failed.getFailure().getMessage())
          .matches("[A-Z_]+: .* \\(command 2 of 2, [a-z_]+\\)");
    }
  }

  /** Another pool of the tenant serves it: a child may be there, and nothing else may. */
  @Test
  void queueOfAnotherPool_isForChildrenAlone() {
    GatewayCaller worker = Scene.tenant("alice", CallerRole.WORKER, DelegationRule.REQUIRED);
    TaskQueue bills = TaskQueue.newBuilder().setName("alice-bills").build();

    RequestVerdict.Forward forward = check(worker, completion(childOn("alice-bills")).build());

    assertThat(forward.method()).isEqualTo(METHOD);
    assertThat(forward.delegations())
        .singleElement()
        .satisfies(need -> assertThat(need.target().taskQueue()).isEqualTo("alice-bills"));
    for (Command other :
        List.of(
            activity(bills),
            againOn(bills),
            childOn("bob-bills"),
            childOn("alice-else"),
            childOn("temporal-sys-per-ns-tq"))) {
      assertThat(reported(worker, completion(other).build()).method())
          .isEqualTo(Scene.method("RespondWorkflowTaskFailed"));
    }
    Attempts.assertDenied(
        worker,
        Attempts.poll(Scene.SHARED, Attempts.normal("alice-bills")).build(),
        DenialReason.ACTION_NOT_ALLOWED);
  }

  /** The worker's call ends; what happened is in the history. */
  @Test
  void refusedCompletion_isAnsweredToTheWorkerAsTaken() {
    RequestVerdict.Forward forward = reported(WORKER, completion(signal("bob.order")).build());

    ResponseVerdict verdict =
        rules.checkResponse(
            WORKER, forward, RespondWorkflowTaskFailedResponse.getDefaultInstance());

    assertThat(verdict)
        .isInstanceOfSatisfying(
            ResponseVerdict.Deliver.class,
            deliver ->
                assertThat(deliver.response())
                    .isEqualTo(RespondWorkflowTaskCompletedResponse.getDefaultInstance()));
  }

  /**
   * Temporal offers a failed task again at once, and slows down only those that time out: told each
   * time, it would go round for ever.
   */
  @Test
  void completionRefusedAgain_isLeftToTimeOut_andTheWorkerIsTold() {
    RespondWorkflowTaskCompletedRequest request =
        completion(signal("bob.order"))
            .setTaskToken(Scene.token(SealKind.WORKFLOW_TASK, Scene.SHARED, 2))
            .build();

    assertThat(rules.checkRequest(WORKER, METHOD, request))
        .isInstanceOfSatisfying(
            RequestVerdict.Deny.class,
            deny -> {
              assertThat(deny.reason()).isEqualTo(DenialReason.WORK_NOT_FOUND);
              assertThat(deny.unrefused())
                  .as("what a dry run forwards")
                  .isEqualTo(
                      request.toBuilder()
                          .setTaskToken(Scene.TOKEN)
                          .setNamespace(Scene.SHARED)
                          .build());
            });
  }

  @Test
  void refusedDelegationOfACommand_failsTheTaskAndSaysWhy() {
    GatewayCaller worker = Scene.tenant("alice", CallerRole.WORKER, DelegationRule.REQUIRED);
    RequestVerdict.Forward forward = check(worker, completion(signal("alice.other")).build());

    RequestVerdict instead =
        forward
            .refused()
            .refuse(forward.delegations().getFirst(), DenialReason.DELEGATION_REVOKED, "");

    RequestVerdict.Forward report = ((RequestVerdict.Report) instead).report();
    assertThat(((RespondWorkflowTaskFailedRequest) report.request()))
        .satisfies(failed -> {
          assertThat(failed.getCause())
              .isEqualTo(
                  WorkflowTaskFailedCause
                      .WORKFLOW_TASK_FAILED_CAUSE_BAD_SIGNAL_WORKFLOW_EXECUTION_ATTRIBUTES);
          assertThat(failed.getFailure().getApplicationFailureInfo().getType())
              .isEqualTo("locum.DELEGATION_REJECTED");
        });
    assertThat(
            rules.checkResponse(
                worker, report, RespondWorkflowTaskFailedResponse.getDefaultInstance()))
        .isInstanceOf(ResponseVerdict.Deliver.class);
  }

  /**
   * The auth service grants workers every type ({@code *}): their delegations name the real ones.
   */
  @ParameterizedTest
  @MethodSource("ofAnotherType")
  void workOfAnotherType_isAWorkersThatMayStartAny(Command command) {
    GatewayCaller any = Attempts.withType(CallerRole.WORKER, "*");
    GatewayCaller named = Attempts.withType(CallerRole.WORKER, Scene.TYPE);

    assertThat(check(any, completion(command).build()).method()).isEqualTo(METHOD);
    assertThat(reported(named, completion(command).build()).method())
        .isEqualTo(Scene.method("RespondWorkflowTaskFailed"));
  }

  static Stream<Command> ofAnotherType() {
    return Stream.of(child("alice.child", "Refund"), again("Refund"));
  }

  @Test
  void orders_needADelegationForWhatTheyOrder() {
    GatewayCaller worker = Scene.tenant("alice", CallerRole.WORKER, DelegationRule.REQUIRED);

    List<DelegationNeed> needs =
        check(
                worker,
                completion(activity(TaskQueue.getDefaultInstance()), child("alice.child", "Mail"))
                    .build())
            .delegations();

    assertThat(needs)
        .containsExactly(
            need(
                new DelegationNeed.Target(
                    Scene.SHARED, Scene.TYPE, Scene.WORKFLOW, "run-1", "", Scene.QUEUE, "", "")),
            need(
                new DelegationNeed.Target(
                    Scene.SHARED, "Mail", "alice.child", "", "", Scene.QUEUE, "", "")));
  }

  /** A request that the server has forgotten is taken from what the worker says it accepted. */
  @Test
  void bypass_05_5_12_aCallbackInAnAcceptedUpdate_isRefused() {
    Acceptance forged =
        Acceptance.newBuilder()
            .setAcceptedRequest(
                Request.newBuilder()
                    .addCompletionCallbacks(
                        Callback.newBuilder()
                            .setNexus(Callback.Nexus.newBuilder().setUrl("temporal://system"))))
            .build();

    assertThat(cause(message(forged)))
        .isEqualTo("WORKFLOW_TASK_FAILED_CAUSE_BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE");
    Acceptance honest =
        Acceptance.newBuilder()
            .setAcceptedRequestMessageId("update/request")
            .setAcceptedRequestSequencingEventId(5)
            .setAcceptedRequest(
                Request.newBuilder().setMeta(Meta.newBuilder().setUpdateId("u").setIdentity("i")))
            .build();
    Rejection rejection =
        Rejection.newBuilder().setRejectedRequestMessageId("update/request").build();
    for (Message body : List.of(honest, rejection, Response.getDefaultInstance())) {
      assertThat(check(WORKER, message(body)).method()).isEqualTo(METHOD);
    }
  }

  @Test
  void bypass_05_5_21_anEnvelopeOfAnotherType_isRefused() {
    assertThat(cause(message(WorkflowExecution.getDefaultInstance())))
        .isEqualTo("WORKFLOW_TASK_FAILED_CAUSE_BAD_UPDATE_WORKFLOW_EXECUTION_MESSAGE");
  }

  @Test
  void bypass_05_5_01_theNextTask_goesToTheWorkersOwnStickyQueue() {
    RespondWorkflowTaskCompletedRequest request =
        completion().setStickyAttributes(sticky("bob-orders", Scene.QUEUE)).build();

    RequestVerdict.Forward forward = check(WORKER, request);

    assertThat(
            ((RespondWorkflowTaskCompletedRequest) forward.request())
                .getStickyAttributes()
                .getWorkerTaskQueue()
                .getName())
        .isEqualTo("locum.sticky/alice/alice-worker/bob-orders");
    assertThat(cause(completion().setStickyAttributes(sticky("host", "bob-orders")).build()))
        .isEqualTo("WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE");
  }

  @Test
  void bypass_05_5_06_tasksInTheAnswer_areCheckedAndSealed() {
    RespondWorkflowTaskCompletedResponse response =
        RespondWorkflowTaskCompletedResponse.newBuilder()
            .setWorkflowTask(Deliveries.workflow())
            .addActivityTasks(Deliveries.activity())
            .build();

    ResponseVerdict.Deliver deliver = (ResponseVerdict.Deliver) answered(response);

    RespondWorkflowTaskCompletedResponse delivered =
        (RespondWorkflowTaskCompletedResponse) deliver.response();
    assertThat(
            Scene.SEAL.openTask(SealKind.WORKFLOW_TASK, delivered.getWorkflowTask().getTaskToken()))
        .isPresent();
    assertThat(
            Scene.SEAL.openTask(
                SealKind.ACTIVITY_TASK, delivered.getActivityTasks(0).getTaskToken()))
        .isPresent();
  }

  @Test
  void bypass_05_5_06_aVictimsTaskInTheAnswer_isTakenOut_andAllGoBack() {
    RespondWorkflowTaskCompletedResponse response =
        RespondWorkflowTaskCompletedResponse.newBuilder()
            .setWorkflowTask(Deliveries.workflow())
            .addActivityTasks(
                Deliveries.activity().toBuilder()
                    .setWorkflowExecution(
                        WorkflowExecution.newBuilder().setWorkflowId("bob.order")))
            .build();

    ResponseVerdict.Withhold withheld = (ResponseVerdict.Withhold) answered(response);

    assertThat(withheld.response())
        .isEqualTo(RespondWorkflowTaskCompletedResponse.getDefaultInstance());
    assertThat(withheld.reports())
        .extracting(ResponseVerdict.UpstreamCall::method)
        .containsExactly(
            Scene.method("RespondActivityTaskFailed"), Scene.method("RespondWorkflowTaskFailed"));
  }

  private ResponseVerdict answered(Message response) {
    return rules.checkResponse(WORKER, check(WORKER, completion().build()), response);
  }

  private String cause(RespondWorkflowTaskCompletedRequest request) {
    return ((RespondWorkflowTaskFailedRequest) reported(WORKER, request).request())
        .getCause()
        .name();
  }

  private RequestVerdict.Forward check(
      GatewayCaller caller, RespondWorkflowTaskCompletedRequest request) {
    return (RequestVerdict.Forward) rules.checkRequest(caller, METHOD, request);
  }

  private RequestVerdict.Forward reported(
      GatewayCaller caller, RespondWorkflowTaskCompletedRequest request) {
    return ((RequestVerdict.Report) rules.checkRequest(caller, METHOD, request)).report();
  }

  /** A dry run lets the completion pass under the token that Temporal knows. */
  @Test
  void refusedCompletion_tellsWhatADryRunForwards() {
    RespondWorkflowTaskCompletedRequest request = completion(signal("bob.order")).build();

    RequestVerdict verdict = rules.checkRequest(WORKER, METHOD, request);

    assertThat(((RequestVerdict.Report) verdict).unrefused())
        .isEqualTo(
            request.toBuilder().setTaskToken(Scene.TOKEN).setNamespace(Scene.SHARED).build());
    assertThat(((RequestVerdict.Report) verdict).reason()).isEqualTo(DenialReason.WORK_NOT_FOUND);
  }

  private static DelegationNeed need(DelegationNeed.Target target) {
    return new DelegationNeed(
        CallerRole.WORKER, Place.COMMAND, true, Header.getDefaultInstance(), target);
  }

  private static RespondWorkflowTaskCompletedRequest.Builder completion(Command... commands) {
    return RespondWorkflowTaskCompletedRequest.newBuilder()
        .setTaskToken(Scene.token(SealKind.WORKFLOW_TASK, Scene.SHARED))
        .addAllCommands(List.of(commands));
  }

  private static RespondWorkflowTaskCompletedRequest message(Message body) {
    return completion()
        .addMessages(dev.locum.temporalapi.protocol.v1.Message.newBuilder().setBody(Any.pack(body)))
        .build();
  }

  private static StickyExecutionAttributes sticky(String name, String normalName) {
    return StickyExecutionAttributes.newBuilder()
        .setWorkerTaskQueue(
            TaskQueue.newBuilder()
                .setName(name)
                .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
                .setNormalName(normalName))
        .build();
  }
}
