package dev.locum.policy;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;

/**
 * Allow with obligations, or deny with a reason. There is no third outcome: what cannot be decided
 * is denied with a retryable reason.
 *
 * @param <O> what is obliged
 */
public sealed interface Decision<O> {

  /** Allowed, within the obligations. */
  record Allow<O>(O obligations) implements Decision<O> {}

  /** Denied. */
  record Deny<O>(Rejection rejection) implements Decision<O> {

    public DenialReason reason() {
      return rejection.reason();
    }
  }

  static <O> Decision<O> allow(O obligations) {
    return new Allow<>(obligations);
  }

  static <O> Decision<O> deny(DenialReason reason, String detail) {
    return new Deny<>(Rejection.of(reason, detail));
  }

  default boolean isAllowed() {
    return this instanceof Allow<O>;
  }

  /**
   * The obligations.
   *
   * @throws DenialException if it was denied
   */
  default O orElseThrow() {
    if (this instanceof Allow<O> allow) {
      return allow.obligations();
    }
    throw new DenialException(((Deny<O>) this).rejection());
  }
}
