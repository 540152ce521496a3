package dev.locum.worker.trace;

import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.time.Instant;

/**
 * One span for each run of a workflow, told when it ends, since a run may last longer than a
 * worker; never while it is replayed. What the run does belongs to the span in which it began,
 * which its history holds: the recorded verification's.
 */
public final class TracedWorkflow extends WorkflowInboundCallsInterceptorBase {

  private final WorkSpans spans;
  private final RunTrace run = new RunTrace();

  public TracedWorkflow(WorkflowInboundCallsInterceptor next, WorkSpans spans) {
    super(next);
    this.spans = spans;
  }

  @Override
  public void init(WorkflowOutboundCallsInterceptor outbound) {
    super.init(new TracedCommands(outbound, run, () -> ended(false)));
  }

  @Override
  public WorkflowOutput execute(WorkflowInput input) {
    run.startedWith(input.getHeader().getValues());
    WorkflowOutput output;
    try {
      output = super.execute(input);
    } catch (TemporalFailure e) {
      // Anything else fails the task only, and is tried again.
      ended(true);
      throw e;
    }
    ended(false);
    return output;
  }

  private void ended(boolean isFailed) {
    if (WorkflowUnsafe.isReplaying() || !run.isTraced()) {
      return;
    }
    WorkflowInfo info = Workflow.getInfo();
    spans.ran(
        "RunWorkflow:" + info.getWorkflowType(),
        info.getRunId(),
        run.start(),
        Instant.ofEpochMilli(info.getRunStartedTimestampMillis()),
        isFailed);
  }
}
