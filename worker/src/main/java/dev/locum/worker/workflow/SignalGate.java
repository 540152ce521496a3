package dev.locum.worker.workflow;

import dev.locum.worker.layer.Layer;
import dev.locum.worker.layer.Layers;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.EncodedValues;
import io.temporal.workflow.DynamicSignalHandler;
import io.temporal.workflow.HandlerUnfinishedPolicy;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowThreadLocal;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Lets the signals of one run in, one after the other in the order in which they came. Each is
 * decided about by a recorded answer; a refused one is dropped, and the marker in the history says
 * why.
 */
final class SignalGate {

  private static final Logger log = Workflow.getLogger(SignalGate.class);

  private final RunState run;
  private final RecordedQuestions questions;
  private final Layers layers;
  private final WorkflowThreadLocal<Boolean> admitted =
      WorkflowThreadLocal.withCachedInitial(() -> false);
  private long catchUpTo;

  SignalGate(RunState run, RecordedQuestions questions, Layers layers) {
    this.run = run;
    this.questions = questions;
    this.layers = layers;
  }

  /**
   * Waits for the decision about a signal and for its turn.
   *
   * @return whether the handler may run; it must run at once, before anything else of the workflow
   *     does
   */
  boolean admits(Map<String, Payload> header) {
    long turn = run.signalCome();
    boolean admits = false;
    try {
      DetachedAwait.until(run::isDecided);
      admits = run.isVerified() && decide(header);
      DetachedAwait.until(() -> run.signalsDecided() == turn);
    } finally {
      run.signalDecided();
    }
    return admits;
  }

  private boolean decide(Map<String, Payload> header) {
    if (!layers.isOn(Layer.MESSAGE)) {
      return true;
    }
    RecordedAdmission admission =
        questions.admitSignal(RunState.onlyOurs(header), run.verification().delegation());
    if (!admission.admitted()) {
      log.warn("a signal was dropped: {}", admission.code());
    }
    return admission.admitted();
  }

  /** Runs a handler for a signal that was let in. */
  void handling(Runnable handler) {
    admitted.set(true);
    try {
      handler.run();
    } finally {
      admitted.set(false);
    }
  }

  /** From now on the main method waits for the signals that came before the run was verified. */
  void startCatchingUp() {
    catchUpTo = run.signalsCome();
  }

  boolean hasCaughtUp() {
    return run.signalsDecided() >= catchUpTo;
  }

  /** Waits until every signal that has come is decided about and its handler has begun. */
  void settle() {
    DetachedAwait.until(() -> run.signalsDecided() >= run.signalsCome());
  }

  /**
   * The SDK hands signals that came before a dynamic handler was registered to it past every
   * interceptor, and without their header. Nobody can check them, so they are refused.
   */
  DynamicSignalHandler guard(DynamicSignalHandler handler) {
    return new DynamicSignalHandler() {
      @Override
      public void handle(String signalName, EncodedValues arguments) {
        if (admitted.get() || decide(Map.of())) {
          handler.handle(signalName, arguments);
        }
      }

      @Override
      public HandlerUnfinishedPolicy getUnfinishedPolicy(String signalName) {
        return handler.getUnfinishedPolicy(signalName);
      }

      @Override
      public String getDescription() {
        return handler.getDescription();
      }
    };
  }
}
