package dev.locum.token.proof;

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

  /** RFC 3986 §3 as far as a place has one form: no user information, a name or an address. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>[Hh][Tt][Tt][Pp][Ss]?)://"
              + "(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(?<port>[0-9]{1,5}))?"
              + "(?<path>/[A-Za-z0-9._~!$&'()*+,;=:@/%-]*)?(?:[?#][\\x21-\\x7e]*)?");

  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final Pattern NOT_ENCODED = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern DOTS = Pattern.compile("(^|/)\\.{1,2}(/|$)");
  private static final int LAST_PORT = 65_535;

  /**
   * Brings both into their one form.
   *
   * @throws IllegalArgumentException if they have none
   */
  public TargetUri {
    Matcher uri = match(origin + path);
    origin = origin(uri);
    path = path(uri);
  }

  /**
   * A whole URI; its query and fragment are left away.
   *
   * @throws IllegalArgumentException if it has no one form
   */
  public static TargetUri parse(String text) {
    Matcher uri = match(text);
    return new TargetUri(origin(uri), path(uri));
  }

  private static Matcher match(String text) {
    Matcher uri = FORM.matcher(text);
    if (text.length() > MAX_LENGTH || !uri.matches()) {
      throw refused("another form");
    }
    return uri;
  }

  private static String origin(Matcher uri) {
    String scheme = uri.group("scheme").toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    int port = uri.group("port") == null ? usual : Integer.parseInt(uri.group("port"));
    if (port > LAST_PORT) {
      throw refused("another port");
    }
    return scheme
        + "://"
        + uri.group("host").toLowerCase(Locale.ROOT)
        + (port == usual ? "" : ":" + port);
  }

  private static String path(Matcher uri) {
    String raw = uri.group("path");
    if (raw == null) {
      return "/";
    }
    String path = ENCODED.matcher(raw).replaceAll(TargetUri::normal);
    if (NOT_ENCODED.matcher(raw).find() || DOTS.matcher(path).find()) {
      throw refused("broken encoding or dot segments");
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
