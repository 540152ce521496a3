package dev.locum.authservice.oauth.grant;

import dev.locum.authservice.oauth.client.OAuthClient;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.possession.ShownProof;

/** One way to get a token. Thread-safe. */
@FunctionalInterface
public interface Grant {

  /**
   * Answers a request of an authenticated client.
   *
   * @param shown to what tokens can be bound; what a grant does not bind it issues as {@code
   *     Bearer}, which tells the client so (RFC 9449 §5)
   * @param correlationId under which it is audited
   * @throws OAuthRefusal to answer with that error
   */
  Answer grant(OAuthClient client, Form form, ShownProof shown, String correlationId);
}
