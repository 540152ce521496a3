package dev.locum.authservice.oauth.page;

import dev.locum.authservice.digest.Sha256;
import dev.locum.authservice.oauth.message.Request;
import java.util.List;
import java.util.Optional;

/**
 * Our cookies. All are {@code HttpOnly}; the form's is {@code SameSite=Strict}, the others' {@code
 * Lax}, so that a browser that comes from a client's or a provider's page is still known. What
 * changes anything is a POST, with which a Lax cookie does not come from elsewhere, and needs the
 * form token besides. Over TLS all are {@code Secure} and have the {@code __Host-} prefix, so that
 * no neighbouring host can plant one: a planted one would log its browser in as somebody else. That
 * prefix needs the path {@code /}; two issuers of one host are told apart by the names.
 */
final class Cookies {

  private static final int SUFFIX_LENGTH = 8;

  private final String prefix;
  private final String suffix;
  private final String attributes;

  /**
   * The cookies of a server.
   *
   * @param base the path of its issuer; empty: none
   */
  Cookies(String base, boolean isSecure) {
    this.prefix = isSecure ? "__Host-" : "";
    this.suffix = base.isEmpty() ? "" : "-" + Sha256.base64Url(base).substring(0, SUFFIX_LENGTH);
    this.attributes = "; Path=/; HttpOnly" + (isSecure ? "; Secure" : "");
  }

  /** What a cookie is for. */
  enum Use {
    /** Names a login. */
    LOGIN("locum-login", "Lax"),
    /** Ties a login at an external provider to the browser in which it was begun. */
    EXTERNAL("locum-external", "Lax"),
    /** Where the user is logged in besides, to be logged out there. */
    PROVIDER("locum-provider", "Lax"),
    /** Ties a logout at an external provider to the browser in which it was begun. */
    LOGOUT("locum-logout", "Lax"),
    /** Ties a form to its browser before anybody is logged in. */
    FORM("locum-form", "Strict");

    private final String name;
    private final String sameSite;

    Use(String name, String sameSite) {
      this.name = name;
      this.sameSite = sameSite;
    }
  }

  /**
   * The value that the browser sent; empty if there is none, or more than one: then one of them is
   * planted.
   */
  Optional<String> read(Request request, Use use) {
    String wanted = name(use) + "=";
    List<String> values =
        request.headers().getOrDefault("cookie", List.of()).stream()
            .flatMap(header -> List.of(header.split(";")).stream())
            .map(String::strip)
            .filter(pair -> pair.startsWith(wanted))
            .map(pair -> pair.substring(wanted.length()))
            .toList();
    return values.size() == 1 && !values.getFirst().isEmpty()
        ? Optional.of(values.getFirst())
        : Optional.empty();
  }

  /** A {@code Set-Cookie} value; the cookie goes when the browser is closed. */
  String set(Use use, String value) {
    return name(use) + "=" + value + attributes(use);
  }

  /** A {@code Set-Cookie} value that takes the cookie away. */
  String remove(Use use) {
    return name(use) + "=" + attributes(use) + "; Max-Age=0";
  }

  private String name(Use use) {
    return prefix + use.name + suffix;
  }

  private String attributes(Use use) {
    return attributes + "; SameSite=" + use.sameSite;
  }
}
