package dev.locum.authservice.authorization;

import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.Scope;
import dev.locum.token.Audience;
import java.util.Optional;
import java.util.Set;

/**
 * What a client asks of a user; checked against what is registered.
 *
 * @param client the client
 * @param redirectUri as the request named it
 * @param challenge whoever redeems the code must answer it
 * @param scopes at least one, all of them the client's
 * @param audience where the access token shall be used; absent: what the scopes say
 * @param nonce ties the id token to the client's own session (OpenID Connect Core §3.1.2.1)
 */
public record AuthorizationRequest(
    Client client,
    String redirectUri,
    PkceChallenge challenge,
    Set<Scope> scopes,
    Optional<Audience> audience,
    Optional<String> nonce) {

  /**
   * Copies.
   *
   * @throws IllegalArgumentException if there is no scope, or one that the client may not ask for
   */
  public AuthorizationRequest {
    scopes = Set.copyOf(scopes);
    if (scopes.isEmpty() || !client.rules().scopes().containsAll(scopes)) {
      throw new IllegalArgumentException("scopes: refused (expected: some of the client's)");
    }
  }
}
