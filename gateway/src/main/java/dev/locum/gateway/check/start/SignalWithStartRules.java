package dev.locum.gateway.check.start;

import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;

/** SignalWithStartWorkflowExecution: one header for the start and the signal. */
public final class SignalWithStartRules
    implements MethodRules<SignalWithStartWorkflowExecutionRequest, Message> {

  @Override
  public RequestVerdict request(Call call, SignalWithStartWorkflowExecutionRequest request) {
    StartChecks.requireNamed(
        request.getWorkflowId(), request.getWorkflowType(), request.getTaskQueue());
    StartChecks.refuseEndingOthers(
        call, request.getWorkflowIdReusePolicy(), request.getWorkflowIdConflictPolicy());
    return MethodRules.forward(
        call,
        request,
        call.needs(
            Place.START,
            request.getHeader(),
            call.start(
                request.getWorkflowType().getName(),
                request.getWorkflowId(),
                request.getTaskQueue().getName())));
  }
}
