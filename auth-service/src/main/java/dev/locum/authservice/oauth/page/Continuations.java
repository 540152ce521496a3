package dev.locum.authservice.oauth.page;

import java.util.Optional;

/** Says where a login that began with an authorization request may lead. Thread-safe. */
@FunctionalInterface
public interface Continuations {

  /**
   * Where the browser will be sent in the end, in the form of {@code form-action}; empty if the
   * request leads nowhere.
   *
   * @param query the authorization request, as it would stand in the URL
   */
  Optional<String> formTarget(String query);
}
