package dev.locum.authservice.federation;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * A browser that comes back from a provider.
 *
 * @param provider at whose redirect URI
 * @param redirectUri that one, as it was asked for
 * @param parameters what the provider sent along
 * @param cookie what the browser kept; empty: nothing
 * @param address where it comes from
 * @param correlationId joins the audit events of one request
 */
public record LoginReturn(
    String provider,
    String redirectUri,
    Map<String, String> parameters,
    Optional<String> cookie,
    InetAddress address,
    String correlationId) {

  /** Copies the parameters. */
  public LoginReturn {
    parameters = Map.copyOf(parameters);
  }

  @Override
  public String toString() {
    return "LoginReturn[" + correlationId + "]";
  }
}
