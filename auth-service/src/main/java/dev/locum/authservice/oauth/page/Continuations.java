package dev.locum.authservice.oauth.page;

import dev.locum.authservice.oauth.message.OAuthRefusal;
import java.util.Optional;

/** Says where a login that began with an authorization request may lead. Thread-safe. */
@FunctionalInterface
public interface Continuations {

  /**
   * A parameter of ours in a request that goes on: how many seconds ago the user may have proven
   * who they are, at whichever provider; 0: they are to do it now.
   */
  String LOGIN_MAX_AGE = "login_max_age";

  /**
   * Where the browser will be sent in the end, in the form of {@code form-action}; empty if the
   * request leads nowhere.
   *
   * @param query the authorization request, as it would stand in the URL
   * @throws OAuthRefusal {@code invalid_request} if it is too long or malformed
   */
  Optional<String> formTarget(String query);
}
