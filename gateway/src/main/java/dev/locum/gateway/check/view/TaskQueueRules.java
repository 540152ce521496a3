package dev.locum.gateway.check.view;

import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.temporalapi.workflowservice.v1.DescribeTaskQueueRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/**
 * DescribeTaskQueue. Whether versions are still reached Temporal finds out by searching the whole
 * namespace, and counts it among the lists of everybody; {@code GetWorkerTaskReachability}, which
 * asks the same, is no tenant's among many either.
 */
public final class TaskQueueRules implements MethodRules<DescribeTaskQueueRequest, Message> {

  @Override
  @SuppressWarnings("deprecation") // older SDKs still ask
  public RequestVerdict request(Call call, DescribeTaskQueueRequest request) {
    if (call.isOneOfMany() && request.getReportTaskReachability()) {
      throw Refusals.of(
          DenialReason.METHOD_NOT_ALLOWED, "report_task_reachability", "refused when set");
    }
    return MethodRules.forward(call, request, List.of());
  }
}
