package dev.locum.authservice.oauth.page;

import dev.locum.authservice.oauth.message.OAuthRefusal;
import java.util.Optional;

/** Says where a login that began with an authorization request may lead. Thread-safe. */
@FunctionalInterface
public interface Continuations {

  /**
   * Where the browser will be sent in the end, in the form of {@code form-action}; empty if the
   * request leads nowhere.
   *
   * @param query the authorization request, as it would stand in the URL
   * @throws OAuthRefusal {@code invalid_request} if it is too long or malformed
   */
  Optional<String> formTarget(String query);
}
