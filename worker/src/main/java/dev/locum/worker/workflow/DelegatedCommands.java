package dev.locum.worker.workflow;

import dev.locum.worker.header.LocumHeaders;
import io.temporal.common.SearchAttributeUpdate;
import io.temporal.common.interceptors.Header;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.DynamicSignalHandler;
import io.temporal.workflow.Functions.Func;
import io.temporal.workflow.MutableSideEffectOptions;
import io.temporal.workflow.SideEffectOptions;
import io.temporal.workflow.Workflow;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts the context on everything that a workflow sends, and lets nothing leave before the
 * delegation is verified. A header of ours that workflow code set itself is overwritten. Activities
 * stay on the queues that the delegation names, and children too unless they get a delegation of
 * their own (S3-58).
 */
final class DelegatedCommands extends WorkflowOutboundCallsInterceptorBase {

  private final RunState run;
  private final Runnable settling;
  private final UnaryOperator<DynamicSignalHandler> guarding;
  private final ChildStarts children;

  /**
   * The outbound side of one run.
   *
   * @param settling waits until every signal that has come is decided about
   * @param guarding guards a dynamic signal handler against signals that nobody has checked
   * @param children says under which delegation a child starts
   */
  DelegatedCommands(
      WorkflowOutboundCallsInterceptor next,
      RunState run,
      Runnable settling,
      UnaryOperator<DynamicSignalHandler> guarding,
      ChildStarts children) {
    super(next);
    this.run = run;
    this.settling = settling;
    this.guarding = guarding;
    this.children = children;
  }

  @Override
  public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
    run.requireVerified();
    Optional<ApplicationFailure> refused = run.refusedQueue(input.getOptions().getTaskQueue());
    if (refused.isPresent()) {
      return new ActivityOutput<>("", Workflow.newFailedPromise(refused.get()));
    }
    putContext(input.getHeader());
    if (!Rescheduling.applies(input.getOptions())) {
      return super.executeActivity(input);
    }
    input.getHeader().getValues().put(LocumHeaders.RESCHEDULES, LocumHeaders.reschedules());
    ActivityOutput<R> first = super.executeActivity(input);
    return new ActivityOutput<>(
        first.getActivityId(),
        Rescheduling.follow(
            input, first.getResult(), again -> super.executeActivity(again).getResult()));
  }

  @Override
  public <R> LocalActivityOutput<R> executeLocalActivity(LocalActivityInput<R> input) {
    run.requireVerified();
    putContext(input.getHeader());
    return super.executeLocalActivity(input);
  }

  @Override
  public <R> ChildWorkflowOutput<R> executeChildWorkflow(ChildWorkflowInput<R> input) {
    run.requireVerified();
    ChildWorkflowInput<R> delegated;
    try {
      delegated = children.delegated(input);
    } catch (ApplicationFailure refused) {
      return new ChildWorkflowOutput<>(
          Workflow.newFailedPromise(refused), Workflow.newFailedPromise(refused));
    }
    return super.executeChildWorkflow(delegated);
  }

  @Override
  public <R> ExecuteNexusOperationOutput<R> executeNexusOperation(
      ExecuteNexusOperationInput<R> input) {
    run.requireVerified();
    return super.executeNexusOperation(input);
  }

  @Override
  public SignalExternalOutput signalExternalWorkflow(SignalExternalInput input) {
    run.requireVerified();
    putContext(input.getHeader());
    return super.signalExternalWorkflow(input);
  }

  @Override
  public CancelWorkflowOutput cancelWorkflow(CancelWorkflowInput input) {
    run.requireVerified();
    return super.cancelWorkflow(input);
  }

  @Override
  public void continueAsNew(ContinueAsNewInput input) {
    run.requireVerified();
    @Nullable ContinueAsNewOptions options = input.getOptions();
    Optional<ApplicationFailure> refused =
        run.refusedQueue(options == null ? null : options.getTaskQueue());
    if (refused.isPresent()) {
      throw refused.get();
    }
    putContext(input.getHeader());
    settling.run();
    super.continueAsNew(input);
  }

  @Override
  public <R> R sideEffect(Class<R> resultClass, Type resultType, Func<R> func) {
    run.requireVerified();
    return super.sideEffect(resultClass, resultType, func);
  }

  @Override
  public <R> R sideEffect(
      Class<R> resultClass, Type resultType, Func<R> func, SideEffectOptions options) {
    run.requireVerified();
    return super.sideEffect(resultClass, resultType, func, options);
  }

  @Override
  public <R> R mutableSideEffect(
      String id, Class<R> resultClass, Type resultType, BiPredicate<R, R> updated, Func<R> func) {
    run.requireVerified();
    return super.mutableSideEffect(id, resultClass, resultType, updated, func);
  }

  @Override
  public <R> R mutableSideEffect(
      String id,
      Class<R> resultClass,
      Type resultType,
      BiPredicate<R, R> updated,
      Func<R> func,
      MutableSideEffectOptions options) {
    run.requireVerified();
    return super.mutableSideEffect(id, resultClass, resultType, updated, func, options);
  }

  @Override
  public void upsertSearchAttributes(Map<String, ?> searchAttributes) {
    run.requireVerified();
    super.upsertSearchAttributes(searchAttributes);
  }

  @Override
  public void upsertTypedSearchAttributes(SearchAttributeUpdate<?>... updates) {
    run.requireVerified();
    super.upsertTypedSearchAttributes(updates);
  }

  @Override
  public void upsertMemo(Map<String, Object> memo) {
    run.requireVerified();
    super.upsertMemo(memo);
  }

  @Override
  public void registerDynamicSignalHandler(RegisterDynamicSignalHandlerInput input) {
    super.registerDynamicSignalHandler(
        new RegisterDynamicSignalHandlerInput(guarding.apply(input.getHandler())));
  }

  private void putContext(Header header) {
    header.getValues().putAll(run.headers());
  }
}
