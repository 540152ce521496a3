package dev.locum.gateway.check.task;

import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.QueueNames;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.poll.WorkerFields;
import dev.locum.temporalapi.workflowservice.v1.ShutdownWorkerRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/**
 * ShutdownWorker. Temporal ends the polls of whatever queue is named as sticky, normal or not, so
 * that the name is bound first.
 */
public final class ShutdownRules implements MethodRules<ShutdownWorkerRequest, Message> {

  @Override
  public RequestVerdict request(Call call, ShutdownWorkerRequest request) {
    ShutdownWorkerRequest.Builder bound =
        request.toBuilder()
            .setWorkerInstanceKey(WorkerFields.instanceKey(call, request.getWorkerInstanceKey()));
    String sticky = request.getStickyTaskQueue();
    if (QueueNames.isReserved(sticky)) {
      throw Refusals.of(DenialReason.ACTION_NOT_ALLOWED, "sticky_task_queue", "a reserved name");
    }
    if (!sticky.isEmpty()) {
      bound.setStickyTaskQueue(QueueNames.sticky(call.caller(), sticky));
    }
    if (request.hasWorkerHeartbeat()) {
      bound.setWorkerHeartbeat(HeartbeatRules.bound(call, request.getWorkerHeartbeat()));
    }
    return MethodRules.forward(call, bound.build(), List.of());
  }
}
