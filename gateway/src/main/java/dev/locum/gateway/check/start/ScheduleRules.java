package dev.locum.gateway.check.start;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.DelegationNeed.Place;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.schedule.v1.Schedule;
import dev.locum.temporalapi.workflow.v1.NewWorkflowExecutionInfo;
import dev.locum.token.denial.DenialReason;

/**
 * CreateSchedule and UpdateSchedule: what will be started is checked when it is defined. Temporal
 * starts it later in its own name, under ids that begin with the one that is defined; the
 * delegation is checked again when its tasks are delivered.
 */
public final class ScheduleRules implements MethodRules<Message, Message> {

  @Override
  public RequestVerdict request(Call call, Message request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("schedule");
    Schedule schedule = (Schedule) request.getField(field);
    if (!schedule.getAction().hasStartWorkflow()) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, field, "without an action that starts");
    }
    NewWorkflowExecutionInfo start = schedule.getAction().getStartWorkflow();
    StartChecks.requireNamed(start.getWorkflowId(), start.getWorkflowType(), start.getTaskQueue());
    return MethodRules.forward(
        call,
        request,
        call.needs(
            Place.START,
            start.getHeader(),
            call.start(
                start.getWorkflowType().getName(),
                start.getWorkflowId(),
                start.getTaskQueue().getName())));
  }
}
