package dev.locum.authservice.oauth.page;

import dev.locum.authservice.federation.Federation;
import dev.locum.authservice.federation.ProviderLogin;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import dev.locum.token.denial.DenialException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The way to the logout of a login provider and back (OpenID Connect RP-Initiated Logout 1.0, where
 * we are the relying party).
 *
 * <p><b>Security guarantees</b>: only whoever was logged out here is sent there, and only to the
 * provider of that very login; where a browser goes after its return is proven as if it had just
 * come, and only in the browser in which the logout was begun. A provider that is away keeps nobody
 * logged in here.
 */
final class ProviderLogouts {

  private static final int STATE_BYTES = 16;

  /** With the state and a cookie's attributes below what every browser keeps. */
  private static final int MAX_REQUEST = 2_600;

  private final Federation federation;
  private final Paths paths;
  private final Cookies cookies;
  private final SecureRandom random;

  ProviderLogouts(Federation federation, Paths paths, Cookies cookies, SecureRandom random) {
    this.federation = federation;
    this.paths = paths;
    this.cookies = cookies;
    this.random = random;
  }

  /**
   * A way to a provider.
   *
   * @param name of the provider
   * @param location where the browser is sent
   * @param cookie to be set; ties the return to this browser
   */
  record Way(String name, String location, String cookie) {}

  /** The provider at which this browser logged in as the user. */
  Optional<ProviderLogin> of(Request request, String subject) {
    return cookies
        .read(request, Cookies.Use.PROVIDER)
        .flatMap(ProviderLogin::parse)
        .filter(there -> there.subject().equals(subject))
        .filter(there -> federation.nameWhereSessionsEnd(there.provider()).isPresent());
  }

  /**
   * The way to the logout there; empty: there is none now.
   *
   * @param request with which it goes on here afterwards; empty: with nothing
   */
  Optional<Way> way(ProviderLogin there, String request) {
    if (request.length() > MAX_REQUEST) {
      return Optional.empty();
    }
    byte[] bytes = new byte[STATE_BYTES];
    random.nextBytes(bytes);
    String state = encode(bytes);
    String cookie = state + "." + encode(request.getBytes(StandardCharsets.UTF_8));
    try {
      return federation
          .logout(there, paths.url(paths.externalLogout(there.provider())), state)
          .map(location ->
              new Way(
                  federation.nameWhereSessionsEnd(there.provider()).orElse(""),
                  location,
                  cookies.set(Cookies.Use.LOGOUT, cookie)));
    } catch (DenialException providerAway) {
      return Optional.empty();
    }
  }

  /** Takes away what the browser kept of its login there. */
  Answer forgetting(Answer answer) {
    return answer.with("Set-Cookie", cookies.remove(Cookies.Use.PROVIDER));
  }

  /**
   * What answers where the provider sends the browser back to.
   *
   * @param goOn answers a request that was kept meanwhile; empty text: none
   */
  Endpoint callback(Function<String, Answer> goOn) {
    return request ->
        goOn.apply(kept(request).orElse("")).with("Set-Cookie", cookies.remove(Cookies.Use.LOGOUT));
  }

  private Optional<String> kept(Request request) {
    String shown = cookies.read(request, Cookies.Use.LOGOUT).orElse("");
    int dot = shown.indexOf('.');
    Optional<String> state = state(request);
    boolean isOwn =
        dot > 0
            && state.isPresent()
            && MessageDigest.isEqual(octets(shown.substring(0, dot)), octets(state.get()));
    try {
      return isOwn
          ? Optional.of(
              new String(
                  Base64.getUrlDecoder().decode(shown.substring(dot + 1)), StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<String> state(Request request) {
    try {
      return Form.parse(request.query().orElse("")).requireOnce(Set.of()).optional("state");
    } catch (OAuthRefusal malformed) {
      return Optional.empty();
    }
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
