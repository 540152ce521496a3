package dev.locum.authservice.session;

import dev.locum.token.SessionId;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.proof.Confirmation;
import java.util.Optional;
import java.util.Set;

/**
 * An access token that counts now: verified, its session open, its user and tenant enabled. It
 * describes the moment of the question and must not be kept.
 *
 * @param token the verified token
 * @param roles the roles that both the token and the user have now: a role taken away counts no
 *     more
 * @param confirmation to what it is bound; empty: to nothing
 */
public record ActiveAccess(
    VerifiedAccessToken token, Set<String> roles, Optional<Confirmation> confirmation) {

  /** Copies the roles. */
  public ActiveAccess {
    roles = Set.copyOf(roles);
  }

  public Subject subject() {
    return token.claims().subject();
  }

  public TenantId tenant() {
    return token.claims().tenant();
  }

  public SessionId session() {
    return token.claims().session();
  }
}
