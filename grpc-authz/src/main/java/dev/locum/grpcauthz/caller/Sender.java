package dev.locum.grpcauthz.caller;

import dev.locum.token.VerifiedServiceToken;
import java.time.Instant;

/**
 * A workload that was proven to be the one that calls.
 *
 * @param entry our entry of it
 * @param vouchedBy the trust source and the name by which it knew it; empty text: a service token
 * @param tokenId the id of the token that proved it; empty text: none
 * @param expiresAt when that ends
 */
record Sender(TrustedWorkload entry, String vouchedBy, String tokenId, Instant expiresAt) {

  static Sender of(TrustMarker marker, String source) {
    return new Sender(
        marker.workload(), source + " " + marker.principal(), marker.tokenId(), marker.expiresAt());
  }

  static Sender of(TrustedWorkload entry, VerifiedServiceToken token) {
    return new Sender(entry, "", token.life().id().value(), token.life().expiresAt());
  }

  /** The sender's own rights, which are those of its entry (H2). */
  CallerContext.Builder in(CallerContext.Builder caller) {
    return caller
        .service(entry.workload())
        .roles(entry.roles())
        .actions(entry.actions())
        .vouchedBy(vouchedBy)
        .token(tokenId, expiresAt);
  }

  Instant endingBy(Instant other) {
    return other.isBefore(expiresAt) ? other : expiresAt;
  }
}
