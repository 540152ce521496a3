package dev.locum.authservice.session;

import dev.locum.authservice.possession.ShownKey;
import dev.locum.token.Audience;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.KeyThumbprint;
import java.util.Optional;

/**
 * A client shows a refresh token.
 *
 * @param token what it shows
 * @param client the client that shows it; it must be the one that got it
 * @param isConfidential whether the client has proven to be that client; if not, anybody can claim
 *     to be it
 * @param audience where the access token will be used; absent: where the user was asked for, or the
 *     usual place; {@code CALLER_NOT_ALLOWED} if what the user allowed gives none for it
 * @param key to which the fresh tokens are to be bound, if it is proven
 * @param binding to which certificate they are bound; the token must be bound as it says, and stays
 *     so
 */
public record RefreshRequest(
    OpaqueToken token,
    String client,
    boolean isConfidential,
    Optional<Audience> audience,
    ShownKey key,
    TokenBinding binding) {

  /** Whether the token is bound to no other certificate than the request is made with. */
  boolean isMadeWith(Optional<CertificateThumbprint> bound) {
    return bound.equals(binding.refresh());
  }

  /**
   * Why the token does not count for whoever shows it.
   *
   * @param bound to which key it is bound; empty: to none
   * @param proven which key is proven; empty: none
   */
  Optional<DenialReason> refusal(Optional<KeyThumbprint> bound, Optional<KeyThumbprint> proven) {
    if (bound.isEmpty() || (isConfidential && proven.isPresent())) {
      return Optional.empty();
    }
    if (proven.isEmpty()) {
      return Optional.of(DenialReason.PROOF_NEEDED);
    }
    return proven.equals(bound) ? Optional.empty() : Optional.of(DenialReason.PROOF_KEY_WRONG);
  }
}
