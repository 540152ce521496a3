package dev.locum.worker.planted;

import dev.locum.token.RawToken;

/** An activity that handles tokens; {@code WorkflowSideTest} has to find it. */
final class BadActivity {

  private BadActivity() {}

  static String call(RawToken token) {
    return token.reveal();
  }
}
