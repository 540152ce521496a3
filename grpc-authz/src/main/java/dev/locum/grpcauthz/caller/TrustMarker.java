package dev.locum.grpcauthz.caller;

import java.time.Instant;

/**
 * What a trust source says of a caller: which of our entries it is, and how that was proven. Roles,
 * actions and tenants are the entry's; nothing that the caller says of itself adds to them (H2).
 *
 * @param workload our entry
 * @param principal the name by which the caller was proven, such as its SPIFFE id; for the audit
 *     trail
 * @param tokenId the id of the token that proved it; empty text: none
 * @param expiresAt when the proof ends; {@link Instant#MAX}: with the connection
 */
public record TrustMarker(
    TrustedWorkload workload, String principal, String tokenId, Instant expiresAt) {

  /** A marker without a token, which does not end. */
  public static TrustMarker of(TrustedWorkload workload, String principal) {
    return new TrustMarker(workload, principal, "", Instant.MAX);
  }
}
