package dev.locum.gateway.check.task;

import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.poll.WorkerFields;
import dev.locum.temporalapi.worker.v1.WorkerHeartbeat;
import dev.locum.temporalapi.workflowservice.v1.RecordWorkerHeartbeatRequest;
import java.util.List;

/** RecordWorkerHeartbeat. A heartbeat under another worker's key would hide that worker. */
public final class HeartbeatRules implements MethodRules<RecordWorkerHeartbeatRequest, Message> {

  @Override
  public RequestVerdict request(Call call, RecordWorkerHeartbeatRequest request) {
    if (!call.isOneOfMany()) {
      return MethodRules.forward(call, request, List.of());
    }
    RecordWorkerHeartbeatRequest.Builder bound = request.toBuilder().clearWorkerHeartbeat();
    request
        .getWorkerHeartbeatList()
        .forEach(heartbeat -> bound.addWorkerHeartbeat(bound(call, heartbeat)));
    return MethodRules.forward(call, bound.build(), List.of());
  }

  static WorkerHeartbeat bound(Call call, WorkerHeartbeat heartbeat) {
    return heartbeat.toBuilder()
        .setWorkerInstanceKey(WorkerFields.instanceKey(call, heartbeat.getWorkerInstanceKey()))
        .build();
  }
}
