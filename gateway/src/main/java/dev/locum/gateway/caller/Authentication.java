package dev.locum.gateway.caller;

import dev.locum.token.denial.Rejection;
import java.time.Instant;

/** Whose a credential is, at the word of the auth service. */
public sealed interface Authentication {

  /** Until when the answer may be used without asking again. */
  Instant validUntil();

  /**
   * A workload's.
   *
   * @param caller whose, and what it may touch
   * @param validUntil until when; at most five seconds after it was asked
   */
  record Proven(GatewayCaller caller, Instant validUntil) implements Authentication {}

  /**
   * Nobody's, or it cannot be told now; either way nothing is allowed.
   *
   * @param rejection why
   * @param validUntil until when
   */
  record Refused(Rejection rejection, Instant validUntil) implements Authentication {}
}
