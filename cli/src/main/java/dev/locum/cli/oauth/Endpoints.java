package dev.locum.cli.oauth;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import java.net.URI;
import java.util.Map;

/**
 * Where an issuer does what, from its metadata (RFC 8414).
 *
 * @param token the token endpoint
 * @param device the device authorization endpoint
 * @param revocation the revocation endpoint
 */
public record Endpoints(URI token, URI device, URI revocation) {

  private static final String METADATA = "/.well-known/oauth-authorization-server";

  /**
   * Asks the issuer.
   *
   * @throws CliException {@code UNAVAILABLE} if it does not answer, or not as the issuer that it
   *     should be (RFC 8414 §3.3)
   */
  public static Endpoints of(IssuerHttp http) {
    HttpAnswer answer = metadata(http);
    boolean isIssuer = answer.text("issuer").filter(http.issuer().toString()::equals).isPresent();
    if (!answer.isOk() || !isIssuer) {
      throw new CliException(
          ExitCode.UNAVAILABLE,
          "whoever answers at " + http.issuer() + " is not that issuer",
          "Check `issuer` in the profile: it must be exactly what the auth service is configured"
              + " with.");
    }
    return new Endpoints(
        endpoint(answer, "token_endpoint"),
        endpoint(answer, "device_authorization_endpoint"),
        endpoint(answer, "revocation_endpoint"));
  }

  /** The metadata document as it is answered. */
  public static HttpAnswer metadata(IssuerHttp http) {
    return http.get(http.at(METADATA), Map.of());
  }

  private static URI endpoint(HttpAnswer answer, String member) {
    try {
      return answer
          .text(member)
          .map(URI::create)
          .orElseThrow(() -> new IllegalArgumentException("absent"));
    } catch (IllegalArgumentException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE, "the auth service's metadata have no usable " + member);
    }
  }
}
