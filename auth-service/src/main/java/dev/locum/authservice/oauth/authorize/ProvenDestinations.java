package dev.locum.authservice.oauth.authorize;

import dev.locum.authservice.client.ClientDesk;
import dev.locum.authservice.oauth.grant.Target;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.page.Continuations;
import java.util.Optional;

/** Finds out where authorization requests lead. Thread-safe. */
public final class ProvenDestinations implements Continuations {

  /** Longer ones would not fit into the URL to which the browser comes back after the login. */
  private static final int MAX_REQUEST = 3_000;

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
      return read(query);
    } catch (OAuthRefusal malformed) {
      // Nobody is proven by a request that two readers could read differently.
      return Optional.empty();
    }
  }

  private Optional<Proven> read(String query) {
    if (query.length() > MAX_REQUEST) {
      throw new OAuthRefusal(ErrorCode.INVALID_REQUEST);
    }
    Form parameters = Form.parse(query).requireOnce(Target.REPEATABLE);
    return Destination.of(parameters.optional("client_id").flatMap(clients::find), parameters)
        .map(destination -> new Proven(destination, parameters));
  }

  @Override
  public Optional<String> formTarget(String query) {
    return read(query).map(proven -> proven.destination().formTarget());
  }
}
