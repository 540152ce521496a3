package dev.locum.gateway.check;

import dev.locum.gateway.seal.OpenedTask;
import java.util.Optional;

/** Sees a decision while it is made. */
public interface Steps {

  /** Nobody looks. */
  Steps UNSEEN = step -> {};

  /** A step was passed. */
  void passed(Step step);

  /**
   * The task that a request without a token is about; only for a request that is explained and goes
   * nowhere.
   *
   * @param namespace which the request names
   */
  default Optional<OpenedTask> assumed(String namespace) {
    return Optional.empty();
  }
}
