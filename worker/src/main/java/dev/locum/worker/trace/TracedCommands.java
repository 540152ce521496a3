package dev.locum.worker.trace;

import dev.locum.worker.workflow.RecordedVerification;
import dev.locum.worker.workflow.VerificationActivities;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;

/** Puts the run's trace on everything that it sends; it makes no command of its own. */
final class TracedCommands extends WorkflowOutboundCallsInterceptorBase {

  private final RunTrace run;
  private final Runnable continuing;

  /**
   * The outbound side of one run.
   *
   * @param continuing hears that the run ends by continuing as new
   */
  TracedCommands(WorkflowOutboundCallsInterceptor next, RunTrace run, Runnable continuing) {
    super(next);
    this.run = run;
    this.continuing = continuing;
  }

  @Override
  public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
    run.putOn(input.getHeader().getValues());
    return super.executeActivity(input);
  }

  @Override
  public <R> LocalActivityOutput<R> executeLocalActivity(LocalActivityInput<R> input) {
    run.putOn(input.getHeader().getValues());
    LocalActivityOutput<R> output = super.executeLocalActivity(input);
    if (!input.getActivityName().equals(VerificationActivities.VERIFY_WORKFLOW)) {
      return output;
    }
    return new LocalActivityOutput<>(
        output
            .getResult()
            .thenApply(result -> {
              if (result instanceof RecordedVerification recorded) {
                run.begunIn(recorded.trace());
              }
              return result;
            }));
  }

  @Override
  public <R> ChildWorkflowOutput<R> executeChildWorkflow(ChildWorkflowInput<R> input) {
    run.putOn(input.getHeader().getValues());
    return super.executeChildWorkflow(input);
  }

  @Override
  public SignalExternalOutput signalExternalWorkflow(SignalExternalInput input) {
    run.putOn(input.getHeader().getValues());
    return super.signalExternalWorkflow(input);
  }

  @Override
  public void continueAsNew(ContinueAsNewInput input) {
    run.putOn(input.getHeader().getValues());
    continuing.run();
    super.continueAsNew(input);
  }
}
