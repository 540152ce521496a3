package dev.locum.authservice.delegation;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/**
 * One answer for all that can be wrong with a delegation token: a forged, a foreign and an unknown
 * one look alike to the worker that shows it (S3-24). The trail has been told the difference
 * before.
 */
final class Neutral {

  private Neutral() {}

  static DenialException of(DenialException refusal) {
    return refusal.reason().publicReason() == DenialReason.TOKEN_REJECTED
        ? new DenialException(DenialReason.DELEGATION_REJECTED, refusal.reason().code())
        : refusal;
  }
}
