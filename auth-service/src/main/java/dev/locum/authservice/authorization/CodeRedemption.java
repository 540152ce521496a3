package dev.locum.authservice.authorization;

import dev.locum.authservice.client.Client;
import dev.locum.authservice.possession.ShownKey;
import dev.locum.authservice.session.OpaqueToken;
import dev.locum.authservice.session.TokenBinding;
import dev.locum.token.Audience;
import java.util.Optional;

/**
 * A client shows a code. Secret parts are shown by no {@code toString}.
 *
 * @param code what it shows
 * @param client the client, which has proven itself as far as it can
 * @param redirectUri must be that of the authorization request, character by character
 * @param verifier must answer its challenge
 * @param audience where the access token shall be used; that of the authorization request, if it
 *     named one
 * @param key to which the tokens are to be bound, if it is proven
 * @param binding to which certificate they are bound
 */
public record CodeRedemption(
    OpaqueToken code,
    Client client,
    String redirectUri,
    String verifier,
    Optional<Audience> audience,
    ShownKey key,
    TokenBinding binding) {

  @Override
  public String toString() {
    return "CodeRedemption[" + client.id() + ", redacted]";
  }
}
