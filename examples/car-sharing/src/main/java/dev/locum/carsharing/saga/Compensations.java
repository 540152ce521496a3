package dev.locum.carsharing.saga;

import io.temporal.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;

/**
 * What undoes the steps taken so far; the last first. Workflow code: deterministic, for one thread.
 */
final class Compensations {

  private final Logger log = Workflow.getLogger(Compensations.class);
  private final Deque<Step> steps = new ArrayDeque<>();

  /** Adds what undoes a step. */
  void add(String name, Runnable undo) {
    steps.push(new Step(name, undo));
  }

  /**
   * Undoes everything, also when the workflow was cancelled. One that fails does not stop the rest;
   * it is logged and left to people.
   */
  void run() {
    Workflow.newDetachedCancellationScope(this::unwind).run();
  }

  private void unwind() {
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      try {
        step.undo().run();
      } catch (RuntimeException e) {
        log.error("compensation {} failed for good; it is left to people", step.name(), e);
      }
    }
  }

  private record Step(String name, Runnable undo) {}
}
