package dev.locum.worker.activity;

import dev.locum.token.denial.DenialException;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.header.DelegationContext;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.temporal.TemporalFailures;
import dev.locum.worker.verification.Acting;
import dev.locum.worker.verification.DelegationPresented;
import dev.locum.worker.verification.Lineage;
import dev.locum.worker.verification.Work;
import dev.locum.worker.verification.WorkExecution;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of one activity attempt: verifies, then runs it with its {@link LocumContext}.
 */
public final class DelegatedActivity extends ActivityInboundCallsInterceptorBase {

  private final ActivityChecks checks;
  private @Nullable ActivityInfo info;

  public DelegatedActivity(ActivityInboundCallsInterceptor next, ActivityChecks checks) {
    super(next);
    this.checks = checks;
  }

  @Override
  public void init(ActivityExecutionContext context) {
    info = context.getInfo();
    super.init(context);
  }

  @Override
  public ActivityOutput execute(ActivityInput input) {
    ActivityInfo activity = info;
    if (activity == null) {
      throw new IllegalStateException("interceptor: not initialised (expected: init before use)");
    }
    if (checks.questions().answers(activity)) {
      return checks.questions().answer(activity, input);
    }
    Acting acting;
    try {
      acting = verify(activity, input);
    } catch (DenialException e) {
      throw checks.refusals().of(activity, input.getHeader().getValues(), e.reason());
    }
    return run(input, checks.contextOf(acting));
  }

  private Acting verify(ActivityInfo activity, ActivityInput input) {
    String type = activity.getActivityType();
    @Nullable String workflowId = activity.getWorkflowId();
    WorkExecution execution =
        new WorkExecution(
            activity.getNamespace(),
            text(activity.getWorkflowType()),
            text(workflowId),
            text(activity.getWorkflowRunId()),
            activity.getActivityTaskQueue(),
            Lineage.unknown());
    Work work =
        new Work(execution, type, checks.actions().of(type), text(activity.getWorkflowRunId()));
    DelegationContext context;
    try {
      context = LocumHeaders.decode(input.getHeader().getValues());
    } catch (DenialException e) {
      checks.audit().refused(null, work, e);
      throw e;
    }
    Work complete =
        new Work(checks.lineages().complete(execution), type, work.action(), work.correlationId());
    return checks
        .verifier()
        .verify(new DelegationPresented(context.token(), context.principal(), complete));
  }

  /**
   * A refusal that ended the body, of the auth service or of a downstream, is final unless it says
   * otherwise.
   */
  private ActivityOutput run(ActivityInput input, LocumContext context) {
    try {
      return context.call(() -> super.execute(input));
    } catch (RuntimeException e) {
      throw TemporalFailures.refusalIn(e).<RuntimeException>map(TemporalFailures::of).orElse(e);
    } catch (Exception e) {
      throw new IllegalStateException("an interceptor threw a checked exception", e);
    }
  }

  /**
   * A standalone activity has no workflow; it has no delegation either and is refused for its empty
   * names.
   */
  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
