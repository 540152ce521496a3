package dev.locum.benchmarks.rate;

import java.util.Locale;

/** What of the plugin's checks is in the time that is measured. */
enum Checks {
  /**
   * All of them: a round is from the start of its workflows to their results, so each has its token
   * verified and the auth service asked for the first time.
   */
  FIRST,

  /**
   * Cached ones: the workflows have been verified and wait in an activity; a round is from the end
   * of that to their results.
   */
  CACHED;

  boolean isGated() {
    return this == CACHED;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
