package dev.locum.grpcauthz.jwt;

import dev.locum.token.Issuer;
import dev.locum.token.TenantId;
import java.util.Optional;
import java.util.Set;

/**
 * A user who showed a token of an accepted issuer.
 *
 * @param issuer who says so; a subject means nothing without it
 * @param subject the {@code sub}
 * @param tenant the tenant, where a claim was named that holds it
 * @param roles the roles that the issuer gives the user
 * @param scopes the scopes that the user gave the client
 */
public record EndUser(
    Issuer issuer,
    String subject,
    Optional<TenantId> tenant,
    Set<String> roles,
    Set<String> scopes) {

  /** Copies the sets. */
  public EndUser {
    roles = Set.copyOf(roles);
    scopes = Set.copyOf(scopes);
  }
}
