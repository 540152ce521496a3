package dev.locum.worker.verification;

import dev.locum.token.DelegationClaims;
import dev.locum.token.VerifiedDelegationToken;

/**
 * A delegation token whose signature and claims hold.
 *
 * @param token the verified token
 * @param expired whether its own life is over; the delegation may live on
 * @param cached whether an earlier check of the same token answered
 */
public record CheckedToken(VerifiedDelegationToken token, boolean expired, boolean cached) {

  public DelegationClaims claims() {
    return token.claims();
  }
}
