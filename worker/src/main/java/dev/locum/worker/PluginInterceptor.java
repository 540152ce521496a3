package dev.locum.worker;

import dev.locum.worker.activity.ActivityChecks;
import dev.locum.worker.activity.DelegatedActivity;
import dev.locum.worker.workflow.DelegatedWorkflow;
import dev.locum.worker.workflow.WorkflowChecks;
import io.nexusrpc.handler.HandlerException;
import io.nexusrpc.handler.OperationContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.NexusOperationInboundCallsInterceptor;
import io.temporal.common.interceptors.NexusOperationInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;

/** Stands in front of everything that a worker takes. */
final class PluginInterceptor implements WorkerInterceptor {

  private final WorkflowChecks workflows;
  private final ActivityChecks activities;

  PluginInterceptor(WorkflowChecks workflows, ActivityChecks activities) {
    this.workflows = workflows;
    this.activities = activities;
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new DelegatedWorkflow(next, workflows);
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new DelegatedActivity(next, activities);
  }

  /** A Nexus operation carries no delegation that we could verify, so none is served. */
  @Override
  public NexusOperationInboundCallsInterceptor interceptNexusOperation(
      OperationContext context, NexusOperationInboundCallsInterceptor next) {
    return new NexusOperationInboundCallsInterceptorBase(next) {
      @Override
      public StartOperationOutput startOperation(StartOperationInput input) {
        throw refused();
      }

      @Override
      public CancelOperationOutput cancelOperation(CancelOperationInput input) {
        throw refused();
      }
    };
  }

  private static HandlerException refused() {
    return new HandlerException(
        HandlerException.ErrorType.UNAUTHORIZED,
        "the operation carries no delegation",
        null,
        HandlerException.RetryBehavior.NON_RETRYABLE);
  }
}
