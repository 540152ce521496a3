package dev.locum.authservice.oauth.message;

/** Answers requests to one path and method. Thread-safe. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Answers.
   *
   * @throws OAuthRefusal to answer with that error
   */
  Answer answer(Request request);
}
