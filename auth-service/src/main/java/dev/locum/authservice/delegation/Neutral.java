package dev.locum.authservice.delegation;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.function.Supplier;

/**
 * One answer for all that can be wrong with a delegation token: a forged, a foreign and an unknown
 * one look alike to the worker that shows it (S3-24). The trail has been told the difference
 * before.
 */
final class Neutral {

  private Neutral() {}

  /** What the step answers; what it refuses, made neutral. */
  static <T> T answer(Supplier<T> step) {
    try {
      return step.get();
    } catch (DenialException e) {
      throw of(e);
    }
  }

  static DenialException of(DenialException refusal) {
    return refusal.reason().publicReason() == DenialReason.TOKEN_REJECTED
        ? new DenialException(DenialReason.DELEGATION_REJECTED, refusal.reason().code())
        : refusal;
  }
}
