package dev.locum.worker.workflow;

import dev.locum.token.denial.DenialReason;
import dev.locum.worker.context.Principal;
import dev.locum.worker.header.LocumHeaders;
import dev.locum.worker.temporal.TemporalFailures;
import dev.locum.worker.verification.ChildDelegations;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor.ChildWorkflowInput;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.unsafe.WorkflowUnsafe;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under what a child starts: it inherits its parent's delegation, or gets one of its own where that
 * does not reach, if its type is one that may.
 */
final class ChildStarts {

  private final RunState run;
  private final RecordedQuestions questions;
  private final ChildDelegations children;

  ChildStarts(RunState run, RecordedQuestions questions, ChildDelegations children) {
    this.run = run;
    this.questions = questions;
    this.children = children;
  }

  /**
   * The start with its context; waits for the auth service where a delegation is needed.
   *
   * @throws ApplicationFailure if it is refused
   */
  <R> ChildWorkflowInput<R> delegated(ChildWorkflowInput<R> input) {
    @Nullable String queue = input.getOptions().getTaskQueue();
    if (children.actionsOf(input.getWorkflowType()).isPresent() && !run.reachesChildOn(queue)) {
      return withItsOwn(input, queue);
    }
    run.refusedQueue(queue)
        .ifPresent(refused -> {
          throw refused;
        });
    input.getHeader().getValues().putAll(run.headers());
    return input;
  }

  private <R> ChildWorkflowInput<R> withItsOwn(
      ChildWorkflowInput<R> input, @Nullable String queue) {
    @Nullable String named = input.getWorkflowId();
    String id = named == null || named.isEmpty() ? Workflow.randomUUID().toString() : named;
    String target = queue == null || queue.isEmpty() ? run.facts().taskQueue() : queue;
    RecordedAdmission answer =
        questions.delegateChild(run.headers(), new ChildStart(input.getWorkflowType(), id, target));
    if (!answer.admitted()) {
      throw TemporalFailures.finalOf(DenialReason.valueOf(answer.code()));
    }
    ChildWorkflowInput<R> start =
        new ChildWorkflowInput<>(
            id,
            input.getWorkflowType(),
            input.getResultClass(),
            input.getResultType(),
            input.getArgs(),
            input.getOptions(),
            input.getHeader());
    start.getHeader().getValues().putAll(headers(id));
    return start;
  }

  /** A start that is replayed has left long ago, with its header. */
  private Map<String, Payload> headers(String childId) {
    if (WorkflowUnsafe.isReplaying()) {
      return new HashMap<>();
    }
    RecordedVerification verified = run.verification();
    return LocumHeaders.encode(
        // Asked for in this very task; without it the task is done again.
        children.take(run.facts().runId(), childId).orElseThrow(LostToken::new),
        new Principal(verified.user(), verified.tenant()));
  }

  /** Fails the task, which is tried again. */
  private static final class LostToken extends Error {

    private static final long serialVersionUID = 1L;

    LostToken() {
      super("the delegation of a child is not there any more");
    }
  }
}
