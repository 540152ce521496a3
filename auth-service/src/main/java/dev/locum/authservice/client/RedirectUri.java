package dev.locum.authservice.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a client may have the browser sent. What a request names is compared with it character by
 * character (RFC 9700 §2.1); there are no patterns. The one exception is the port of a native
 * client on loopback, which it learns only when it runs (RFC 8252 §7.3): a URI that is registered
 * without a port there stands for every port.
 *
 * @param value an absolute URI of at most 2,000 printable ASCII characters without fragment,
 *     credentials or dot segments: {@code https}; or {@code http} on {@code 127.0.0.1} or {@code
 *     [::1]}; or a private scheme that names a domain, {@code com.example.app:/…} (RFC 8252 §7.1)
 */
public record RedirectUri(String value) {

  private static final int MAX_LENGTH = 2_000;
  private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern PRIVATE_SCHEME =
      Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*)+");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]");
  private static final Pattern LOOPBACK_PORT =
      Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1]))(:[1-9][0-9]{0,4})?(/.*)?");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public RedirectUri {
    if (!isAccepted(value)) {
      throw new IllegalArgumentException(
          "redirect URI: refused (expected: https, http on a loopback address, or"
              + " com.example.app:/…; no fragment, no wildcard)");
    }
  }

  private static boolean isAccepted(String value) {
    if (value.length() > MAX_LENGTH
        || !PRINTABLE.matcher(value).matches()
        || value.contains("*")
        || value.contains("\\")) {
      return false;
    }
    try {
      URI uri = new URI(value);
      boolean isPlain =
          uri.getRawFragment() == null
              && uri.getRawUserInfo() == null
              && uri.normalize().toString().equals(value);
      return isPlain && hasAcceptedScheme(uri);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean hasAcceptedScheme(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    if (scheme.equals("https")) {
      return uri.getHost() != null;
    }
    if (scheme.equals("http")) {
      return uri.getHost() != null && LOOPBACK.contains(uri.getHost());
    }
    boolean hasPath = uri.getRawPath() != null && uri.getRawPath().startsWith("/");
    return PRIVATE_SCHEME.matcher(scheme).matches() && uri.getRawAuthority() == null && hasPath;
  }

  /**
   * Whether anybody who runs a program on the user's machine can receive what is sent there: a port
   * on loopback or a private scheme is whoever takes it first (RFC 8252 §8.6). An {@code https} URI
   * belongs to whoever owns its name.
   */
  boolean isClaimable() {
    return !value.startsWith("https:");
  }

  /** Whether a request that names this URI means this one. */
  boolean isMeantBy(String named) {
    if (value.equals(named)) {
      return true;
    }
    Matcher own = LOOPBACK_PORT.matcher(value);
    Matcher other = LOOPBACK_PORT.matcher(named);
    return own.matches()
        && own.group(2) == null
        && other.matches()
        && own.group(1).equals(other.group(1))
        && Objects.equals(own.group(3), other.group(3))
        && isAccepted(named);
  }

  @Override
  public String toString() {
    return value;
  }
}
