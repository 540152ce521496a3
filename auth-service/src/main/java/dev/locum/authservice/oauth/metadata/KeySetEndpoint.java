package dev.locum.authservice.oauth.metadata;

import dev.locum.authservice.oauth.authority.Authority;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.Request;

/** {@code /oauth/jwks}: the public keys that verify this authority's tokens (RFC 7517 §5). */
public final class KeySetEndpoint implements Endpoint {

  /** How long others may use the set; a verifier that meets an unknown key asks earlier. */
  private static final int SECONDS = 60;

  private final Authority authority;

  public KeySetEndpoint(Authority authority) {
    this.authority = authority;
  }

  @Override
  public Answer answer(Request request) {
    return Answer.cacheable("application/jwk-set+json", SECONDS, authority.keySet());
  }
}
