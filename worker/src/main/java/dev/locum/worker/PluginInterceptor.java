package dev.locum.worker;

import dev.locum.worker.activity.ActivityChecks;
import dev.locum.worker.activity.DelegatedActivity;
import dev.locum.worker.trace.TracedActivity;
import dev.locum.worker.trace.TracedWorkflow;
import dev.locum.worker.trace.WorkSpans;
import dev.locum.worker.workflow.DelegatedWorkflow;
import dev.locum.worker.workflow.WorkflowChecks;
import io.nexusrpc.handler.HandlerException;
import io.nexusrpc.handler.OperationContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.NexusOperationInboundCallsInterceptor;
import io.temporal.common.interceptors.NexusOperationInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import org.jspecify.annotations.Nullable;

/** Stands in front of everything that a worker takes. */
final class PluginInterceptor implements WorkerInterceptor {

  private final WorkflowChecks workflows;
  private final ActivityChecks activities;
  private final @Nullable WorkSpans spans;

  /**
   * An interceptor.
   *
   * @param spans tells of what is done; null: nobody is told, and nothing stands between
   */
  PluginInterceptor(
      WorkflowChecks workflows, ActivityChecks activities, @Nullable WorkSpans spans) {
    this.workflows = workflows;
    this.activities = activities;
    this.spans = spans;
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    WorkflowInboundCallsInterceptor verified = new DelegatedWorkflow(next, workflows);
    return spans == null ? verified : new TracedWorkflow(verified, spans);
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    ActivityInboundCallsInterceptor verified = new DelegatedActivity(next, activities);
    return spans == null ? verified : new TracedActivity(verified, spans);
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
