package dev.locum.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * The circumstances of an access request.
 *
 * @param lifetime how long the delegation is to live; empty: the route's limit
 * @param taskQueue where the workflow is to start; empty: the route's first
 */
public record AccessContext(Optional<Duration> lifetime, Optional<String> taskQueue) {

  private static final AccessContext NONE = new AccessContext(Optional.empty(), Optional.empty());

  /** Nothing in particular: the route's defaults. */
  public static AccessContext none() {
    return NONE;
  }
}
