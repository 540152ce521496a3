package dev.locum.authservice.login;

import dev.locum.authservice.client.Scope;
import dev.locum.authservice.session.SessionTerms;
import dev.locum.token.Audience;
import java.util.Optional;
import java.util.Set;

/**
 * What a device asks for.
 *
 * @param client its client
 * @param scopes what the user shall allow it
 * @param audience where the access token shall be used (RFC 8707); absent: what the scopes say
 */
public record DeviceRequest(String client, Set<Scope> scopes, Optional<Audience> audience) {

  /** Copies. */
  public DeviceRequest {
    scopes = Set.copyOf(scopes);
  }

  /** A device with the built-in client. */
  public static DeviceRequest builtIn(String client) {
    return new DeviceRequest(client, SessionTerms.builtIn(client).scopes(), Optional.empty());
  }
}
