package dev.locum.gateway.check.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.temporalapi.common.v1.Header;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.history.v1.History;
import dev.locum.temporalapi.history.v1.HistoryEvent;
import dev.locum.temporalapi.history.v1.WorkflowExecutionStartedEventAttributes;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.token.denial.DenialReason;

/** What the rules make of Temporal's answers, and the tasks that it hands out to Alice. */
final class Deliveries {

  static final Header HEADER =
      Header.newBuilder().putFields("locum-delegation", Payload.getDefaultInstance()).build();

  private static final TenantRules RULES = Scene.rules();

  private Deliveries() {}

  static ResponseVerdict.Deliver delivered(
      GatewayCaller caller, Message request, Message response) {
    ResponseVerdict verdict = answered(caller, request, response);
    assertThat(verdict).isInstanceOf(ResponseVerdict.Deliver.class);
    return (ResponseVerdict.Deliver) verdict;
  }

  static ResponseVerdict.Withhold withheld(
      GatewayCaller caller, Message request, Message response) {
    ResponseVerdict verdict = answered(caller, request, response);
    assertThat(verdict).isInstanceOf(ResponseVerdict.Withhold.class);
    return (ResponseVerdict.Withhold) verdict;
  }

  static ResponseVerdict.Withhold refused(
      GatewayCaller caller, Message request, Message response, DenialReason reason) {
    ResponseVerdict.Deliver deliver = delivered(caller, request, response);
    return deliver.withheld().withhold(deliver.delegations().getFirst(), reason, "");
  }

  static Message report(ResponseVerdict.Withhold withheld) {
    assertThat(withheld.reports()).hasSize(1);
    return withheld.reports().getFirst().request();
  }

  static ResponseVerdict answered(GatewayCaller caller, Message request, Message response) {
    return RULES.checkResponse(caller, (RequestVerdict.Forward) check(caller, request), response);
  }

  static RequestVerdict check(GatewayCaller caller, Message request) {
    String name = request.getDescriptorForType().getName();
    return RULES.checkRequest(
        caller, Scene.method(name.substring(0, name.length() - "Request".length())), request);
  }

  static Message pollWorkflow() {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace(Scene.SHARED)
        .setTaskQueue(SampleRequests.queue())
        .build();
  }

  static Message pollActivity() {
    return PollActivityTaskQueueRequest.newBuilder()
        .setNamespace(Scene.SHARED)
        .setTaskQueue(SampleRequests.queue())
        .build();
  }

  static PollWorkflowTaskQueueResponse workflow() {
    return PollWorkflowTaskQueueResponse.newBuilder()
        .setTaskToken(Scene.TOKEN)
        .setWorkflowExecution(SampleRequests.execution().toBuilder().setRunId("run-1"))
        .setWorkflowType(SampleRequests.type())
        .setWorkflowExecutionTaskQueue(SampleRequests.queue())
        .setHistory(
            History.newBuilder()
                .addEvents(
                    HistoryEvent.newBuilder()
                        .setWorkflowExecutionStartedEventAttributes(
                            WorkflowExecutionStartedEventAttributes.newBuilder()
                                .setHeader(HEADER)
                                .setTaskQueue(SampleRequests.queue())
                                .setFirstExecutionRunId("run-0")
                                .setRootWorkflowExecution(
                                    WorkflowExecution.newBuilder()
                                        .setWorkflowId("alice.root")
                                        .setRunId("root-run")))))
        .build();
  }

  static PollActivityTaskQueueResponse activity() {
    return PollActivityTaskQueueResponse.newBuilder()
        .setTaskToken(Scene.TOKEN)
        .setWorkflowNamespace(Scene.SHARED)
        .setWorkflowExecution(SampleRequests.execution().toBuilder().setRunId("run-1"))
        .setWorkflowType(SampleRequests.type())
        .setHeader(HEADER)
        .setActivityId("1")
        .build();
  }
}
