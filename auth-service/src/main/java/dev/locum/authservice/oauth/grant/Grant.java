package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;

/** One way to get a token. Thread-safe. */
@FunctionalInterface
public interface Grant {

  /**
   * Answers a request of an authenticated client.
   *
   * @param correlationId under which it is audited
   * @throws OAuthRefusal to answer with that error
   */
  Answer grant(OAuthClient client, Form form, String correlationId);
}
