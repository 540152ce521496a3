package dev.locum.authservice.session;

import dev.locum.token.IssuedToken;
import dev.locum.token.proof.CertificateThumbprint;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.KeyThumbprint;
import java.util.Optional;

/**
 * What a client gets at login and at each refresh. Both parts are secrets and neither is shown by
 * {@code toString}.
 *
 * @param access the access token
 * @param refresh the refresh token that takes the place of the one shown
 * @param certificate the one with which alone the refresh token counts; absent: it is bound to its
 *     client, or to the key
 */
public record SessionTokens(
    IssuedToken access, OpaqueToken refresh, Optional<CertificateThumbprint> certificate) {

  /** The key to which both are bound; empty: to none. */
  Optional<KeyThumbprint> key() {
    return access
        .confirmation()
        .filter(Confirmation.Key.class::isInstance)
        .map(bound -> ((Confirmation.Key) bound).thumbprint());
  }
}
