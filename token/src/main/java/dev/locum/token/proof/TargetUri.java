package dev.locum.token.proof;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * To where a request goes: scheme, authority and path of an {@code http} or {@code https} URI in
 * one form, so that two spellings of one place are equal (RFC 9449 §4.3, RFC 3986 §6.2.2, §6.2.3):
 * scheme and host in lower case, no default port, percent-encoding only where it is needed and in
 * upper case, {@code /} for an empty path. Query and fragment do not count. A URI with user
 * information or with dot segments has no form here: where it leads, two readers may see
 * differently.
 *
 * @param origin such as {@code https://fleet:7461}
 * @param path as it is on the wire, beginning with {@code /}
 */
public record TargetUri(String origin, String path) {

  private static final int MAX_LENGTH = 2048;
  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final Pattern DOTS = Pattern.compile("(^|/)\\.{1,2}(/|$)");

  /**
   * Brings both into their one form.
   *
   * @throws IllegalArgumentException if they have none
   */
  public TargetUri {
    URI uri = uri(origin + path);
    origin = origin(uri);
    path = path(uri);
  }

  /**
   * A whole URI; its query and fragment are left away.
   *
   * @throws IllegalArgumentException if it has no one form
   */
  public static TargetUri parse(String text) {
    URI uri = uri(text);
    return new TargetUri(origin(uri), path(uri));
  }

  private static URI uri(String text) {
    if (text.length() > MAX_LENGTH) {
      throw refused("longer");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw refused("another form");
    }
    if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw refused("another form");
    }
    return uri;
  }

  private static String origin(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw refused("another scheme");
    }
    int usual = scheme.equals("https") ? 443 : 80;
    String port = uri.getPort() == -1 || uri.getPort() == usual ? "" : ":" + uri.getPort();
    return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
  }

  private static String path(URI uri) {
    String raw = uri.getRawPath();
    if (raw == null || raw.isEmpty()) {
      return "/";
    }
    String path = ENCODED.matcher(raw).replaceAll(TargetUri::normal);
    if (DOTS.matcher(path).find()) {
      throw refused("dot segments");
    }
    return path;
  }

  private static String normal(MatchResult encoded) {
    int octet = Integer.parseInt(encoded.group(1), 16);
    boolean unreserved =
        (octet >= 'a' && octet <= 'z')
            || (octet >= 'A' && octet <= 'Z')
            || (octet >= '0' && octet <= '9')
            || "-._~".indexOf(octet) >= 0;
    return Matcher.quoteReplacement(
        unreserved ? Character.toString(octet) : "%" + encoded.group(1).toUpperCase(Locale.ROOT));
  }

  private static IllegalArgumentException refused(String detail) {
    return new IllegalArgumentException(
        "target: " + detail + " (expected: an http or https URI without user and dot segments)");
  }

  @Override
  public String toString() {
    return origin + path;
  }
}
