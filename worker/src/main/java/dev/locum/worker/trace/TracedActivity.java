package dev.locum.worker.trace;

import dev.locum.grpcauthz.trace.CurrentSpan;
import dev.locum.grpcauthz.trace.SpanAttributes;
import dev.locum.worker.workflow.RecordedVerification;
import dev.locum.worker.workflow.VerificationActivities;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import org.jspecify.annotations.Nullable;

/**
 * One span for each attempt of an activity: what it calls belongs to it, its verification included.
 * The verification of a run that begins leaves its span in the history, with what was verified.
 */
public final class TracedActivity extends ActivityInboundCallsInterceptorBase {

  private final WorkSpans spans;
  private @Nullable ActivityInfo info;

  public TracedActivity(ActivityInboundCallsInterceptor next, WorkSpans spans) {
    super(next);
    this.spans = spans;
  }

  @Override
  public void init(ActivityExecutionContext context) {
    info = context.getInfo();
    super.init(context);
  }

  @Override
  public ActivityOutput execute(ActivityInput input) {
    ActivityInfo activity = info;
    Context parent = TraceHeader.context(input.getHeader().getValues());
    if (activity == null || !Span.fromContext(parent).getSpanContext().isValid()) {
      return super.execute(input);
    }
    @Nullable String runId = activity.getWorkflowRunId();
    Span span = spans.start(name(activity), runId == null ? "" : runId, parent);
    Context context = parent.with(span);
    try {
      ActivityOutput output = CurrentSpan.get(context, () -> super.execute(input));
      span.setAttribute(SpanAttributes.DECISION, SpanAttributes.ALLOWED);
      return output.getResult() instanceof RecordedVerification verified
          ? new ActivityOutput(verified.in(TraceHeader.text(context).orElse(null)))
          : output;
    } catch (RuntimeException | Error e) {
      WorkSpans.failed(span, e);
      throw e;
    } finally {
      span.end();
    }
  }

  private static String name(ActivityInfo activity) {
    return activity.getActivityType().equals(VerificationActivities.VERIFY_WORKFLOW)
        ? "BeginWorkflow:" + activity.getWorkflowType()
        : "RunActivity:" + activity.getActivityType();
  }
}
