package dev.locum.authservice.oauth.metadata;

import dev.locum.token.Issuer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * Where the endpoints are, for one issuer. An issuer {@code https://host/base} has its endpoints
 * under {@code /base}.
 */
public final class Paths {

  private final String origin;
  private final String base;

  private Paths(String origin, String base) {
    this.origin = origin;
    this.base = base;
  }

  /**
   * The paths of an issuer.
   *
   * @throws IllegalArgumentException if the issuer is not an {@code https} or {@code http} URL of
   *     scheme, host, port and path alone (MD-1)
   */
  public static Paths of(Issuer issuer) {
    try {
      URI uri = new URI(issuer.value());
      String origin = uri.getScheme() + "://" + uri.getRawAuthority();
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      boolean isWeb = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      boolean isPlain = uri.getHost() != null && issuer.value().equals(origin + path);
      if (!isWeb || !isPlain || path.endsWith("/") || path.contains("%") || path.contains(";")) {
        throw refused();
      }
      return new Paths(origin, path);
    } catch (URISyntaxException e) {
      throw refused();
    }
  }

  /** RFC 8414 §3.1: between host and path. */
  public String authorizationServerMetadata() {
    return "/.well-known/oauth-authorization-server" + base;
  }

  /** OpenID Connect Discovery §4: after the path. */
  public String openIdMetadata() {
    return base + "/.well-known/openid-configuration";
  }

  /**
   * RFC 8414 §5: the same name between host and path; equal to {@link #openIdMetadata} without a
   * path.
   */
  public String openIdMetadataInserted() {
    return "/.well-known/openid-configuration" + base;
  }

  public String keySet() {
    return base + "/oauth/jwks";
  }

  public String authorization() {
    return base + "/oauth/authorize";
  }

  public String token() {
    return base + "/oauth/token";
  }

  public String deviceAuthorization() {
    return base + "/oauth/device_authorization";
  }

  /** Where a client has its user logged out. */
  public String endSession() {
    return base + "/oauth/end_session";
  }

  public String userInfo() {
    return base + "/oauth/userinfo";
  }

  public String introspection() {
    return base + "/oauth/introspect";
  }

  public String revocation() {
    return base + "/oauth/revoke";
  }

  /** What clients call themselves, by the names of the metadata. */
  public Map<String, String> forClients() {
    return Map.of(
        "token_endpoint",
        token(),
        "device_authorization_endpoint",
        deviceAuthorization(),
        "introspection_endpoint",
        introspection(),
        "revocation_endpoint",
        revocation(),
        "userinfo_endpoint",
        userInfo());
  }

  public String login() {
    return base + "/login";
  }

  /** Where a login at an external provider begins. */
  public String externalLogin() {
    return base + "/login/external";
  }

  /** Where a provider sends the browser back to. */
  public String externalLogin(String provider) {
    return externalLogin() + "/" + provider;
  }

  /** Where a provider sends the browser back to that it has logged out. */
  public String externalLogout(String provider) {
    return logout() + "/external/" + provider;
  }

  public String logout() {
    return base + "/logout";
  }

  public String device() {
    return base + "/device";
  }

  /** The URL of a path. */
  public String url(String path) {
    return origin + path;
  }

  /** The path of the issuer; empty: it has none. */
  public String base() {
    return base;
  }

  private static IllegalArgumentException refused() {
    return new IllegalArgumentException(
        "issuer: refused (expected: https://host[:port][/path], no query, no trailing slash)");
  }
}
