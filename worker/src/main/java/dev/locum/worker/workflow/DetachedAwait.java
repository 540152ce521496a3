package dev.locum.worker.workflow;

import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.function.Supplier;

/**
 * Waits in a workflow thread, whether or not the workflow is cancelled: checks are not cancelled.
 */
final class DetachedAwait {

  private DetachedAwait() {}

  static void until(Supplier<Boolean> condition) {
    CancellationScope scope =
        Workflow.newDetachedCancellationScope(() -> Workflow.await(condition));
    scope.run();
  }
}
