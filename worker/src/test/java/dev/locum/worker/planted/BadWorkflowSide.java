package dev.locum.worker.planted;

import java.util.UUID;

/** What workflow-side code must not do; {@code WorkflowSideTest} has to find it. */
final class BadWorkflowSide {

  private BadWorkflowSide() {}

  static String entry() {
    return deeper();
  }

  private static String deeper() {
    return UUID.randomUUID() + " " + System.nanoTime();
  }
}
