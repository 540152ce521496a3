package dev.locum.worker.workflow;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.worker.context.Principal;
import dev.locum.worker.temporal.EndingWorkflow;
import dev.locum.worker.temporal.RefusedMessage;
import dev.locum.worker.temporal.TemporalFailures;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.RetryOptions;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of one workflow run. Before the first line of its main method: is it addressed to
 * this worker, at every load; then the recorded verification. Signals wait for it, and each is
 * decided about by a recorded answer, in the order in which they came. Updates and queries carry
 * the delegation of the run or are refused.
 */
public final class DelegatedWorkflow extends WorkflowInboundCallsInterceptorBase {

  private static final String UPDATE = "locum.Update";
  private static final String QUERY = "locum.Query";

  private final WorkflowChecks checks;
  private @Nullable RunState run;
  private @Nullable RecordedQuestions questions;
  private @Nullable SignalGate signals;

  public DelegatedWorkflow(WorkflowInboundCallsInterceptor next, WorkflowChecks checks) {
    super(next);
    this.checks = checks;
  }

  @Override
  public void init(WorkflowOutboundCallsInterceptor outbound) {
    RunState state = new RunState(RunFacts.of(Workflow.getInfo()));
    RecordedQuestions asking = new RecordedQuestions(outbound, state.facts());
    SignalGate gate = new SignalGate(state, asking, checks.layers());
    run = state;
    questions = asking;
    signals = gate;
    ChildStarts children = new ChildStarts(state, asking, checks.children());
    super.init(new DelegatedCommands(outbound, state, gate::settle, gate::guard, children));
  }

  @Override
  public WorkflowOutput execute(WorkflowInput input) {
    RunState state = run();
    state.startedWith(input.getHeader().getValues());
    if (WorkflowUnsafe.isReplaying()) {
      // Begun elsewhere and now here: nothing may be recorded any more, but nothing is done either.
      checks.loaded(state);
    }
    verify(state);
    DetachedAwait.until(() -> signals().hasCaughtUp() && state.updatesWaiting() == 0);
    WorkflowOutput output;
    try {
      output = super.execute(input);
    } catch (RuntimeException e) {
      end(state);
      throw e;
    }
    end(state);
    return output;
  }

  private void verify(RunState state) {
    RecordedVerification recorded;
    try {
      recorded = require(questions).verifyWorkflow(state.headers());
    } catch (RuntimeException e) {
      state.refused();
      throw e;
    }
    WorkflowPrincipal.become(
        new WorkflowPrincipal(
            new Principal(recorded.user(), recorded.tenant()),
            recorded.delegation(),
            new TreeSet<>(recorded.actions())));
    signals().startCatchingUp();
    state.verified(recorded);
  }

  /** A signal that came before the end is handled, however long its decision takes. */
  private void end(RunState state) {
    signals().settle();
    if (!WorkflowUnsafe.isReplaying()) {
      checks.ending(state, chain(Workflow.getInfo()));
    }
  }

  private static EndingWorkflow.Chain chain(WorkflowInfo info) {
    @Nullable RetryOptions retries = info.getRetryOptions();
    @Nullable String cron = info.getCronSchedule();
    return new EndingWorkflow.Chain(retries != null, cron != null && !cron.isEmpty());
  }

  @Override
  public void handleSignal(SignalInput input) {
    if (signals().admits(input.getHeader().getValues())) {
      signals().handling(() -> super.handleSignal(input));
    }
  }

  @Override
  public QueryOutput handleQuery(QueryInput input) {
    RunState state = run();
    if (!state.isVerified()) {
      throw new RefusedMessage(DenialReason.DELEGATION_REJECTED);
    }
    checks.requireMessage(state, input.getHeader().getValues(), QUERY);
    return super.handleQuery(input);
  }

  /** Never replayed; the run may not be verified yet, in which case the handler waits. */
  @Override
  public void validateUpdate(UpdateInput input) {
    checks.requireMessage(run(), input.getHeader().getValues(), UPDATE);
    super.validateUpdate(input);
  }

  @Override
  public UpdateOutput executeUpdate(UpdateInput input) {
    RunState state = run();
    if (!state.isDecided()) {
      state.updateWaits();
      DetachedAwait.until(state::isDecided);
      state.updateGoesOn();
    }
    requireSame(state, input.getHeader().getValues());
    return super.executeUpdate(input);
  }

  private void requireSame(RunState state, Map<String, Payload> header) {
    try {
      if (!state.isVerified()) {
        throw new DenialException(DenialReason.DELEGATION_REJECTED, "the run was refused");
      }
      checks.requireSameDelegation(state, header);
    } catch (DenialException e) {
      throw TemporalFailures.finalOf(e.reason());
    }
  }

  private RunState run() {
    return require(run);
  }

  private SignalGate signals() {
    return require(signals);
  }

  private static <T> T require(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("interceptor: not initialised (expected: init before use)");
    }
    return part;
  }
}
