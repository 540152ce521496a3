package dev.locum.authservice.oauth.authorize;

import dev.locum.authservice.client.ClientDesk;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.page.Continuations;
import java.util.Optional;
import java.util.Set;

/** Finds out where authorization requests lead. Thread-safe. */
public final class ProvenDestinations implements Continuations {

  /** RFC 8707 §2 lets it occur more than once. */
  private static final Set<String> REPEATABLE = Set.of("audience", "resource");

  private final ClientDesk clients;

  public ProvenDestinations(ClientDesk clients) {
    this.clients = clients;
  }

  /**
   * An authorization request whose way back is proven.
   *
   * @param destination where it leads
   * @param parameters all of it
   */
  record Proven(Destination destination, Form parameters) {}

  /** The request, if it is well formed and leads to one of its client's redirect URIs. */
  Optional<Proven> prove(String query) {
    try {
      Form parameters = Form.parse(query).requireOnce(REPEATABLE);
      return Destination.of(parameters.optional("client_id").flatMap(clients::find), parameters)
          .map(destination -> new Proven(destination, parameters));
    } catch (OAuthRefusal malformed) {
      // Nobody is proven by a request that two readers could read differently.
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> formTarget(String query) {
    return prove(query).map(proven -> proven.destination().formTarget());
  }
}
