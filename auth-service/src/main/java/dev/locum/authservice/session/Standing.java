package dev.locum.authservice.session;

import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.proof.Confirmation;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An access token that stands: verified, not revoked, its session open, its user and tenant
 * enabled. It describes the moment of the question and must not be kept.
 *
 * @param token the verified token
 * @param session its session, as the store knows it
 * @param confirmation to what the token is bound; empty: to nothing
 */
record Standing(VerifiedAccessToken token, Session session, Optional<Confirmation> confirmation) {

  /** What of it counts for whoever lets the user act: the roles that token and user both have. */
  ActiveAccess active() {
    Set<String> roles = new HashSet<>(token.claims().roles());
    roles.retainAll(session.account().user().roles());
    return new ActiveAccess(token, roles, confirmation);
  }
}
