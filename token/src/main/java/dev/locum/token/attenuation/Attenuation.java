package dev.locum.token.attenuation;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Instant;

/**
 * The outcome of an attenuation: narrower claims with the instant that they may not outlive, or a
 * refusal.
 *
 * @param <C> the claims
 */
public sealed interface Attenuation<C> {

  /**
   * Narrowed.
   *
   * @param claims what the new token says
   * @param limit to be handed to the issuer: the token must not outlive it
   */
  record Narrowed<C>(C claims, Instant limit) implements Attenuation<C> {}

  /** Refused: something wider was asked for, or nothing. */
  record Refused<C>(Rejection rejection) implements Attenuation<C> {}

  static <C> Attenuation<C> refused(DenialReason reason, String detail) {
    return new Refused<>(Rejection.of(reason, detail));
  }

  /**
   * The narrowed claims.
   *
   * @throws DenialException if it was refused
   */
  default Narrowed<C> orElseThrow() {
    if (this instanceof Narrowed<C> narrowed) {
      return narrowed;
    }
    throw new DenialException(((Refused<C>) this).rejection());
  }
}
