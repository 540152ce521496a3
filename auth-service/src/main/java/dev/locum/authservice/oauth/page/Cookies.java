package dev.locum.authservice.oauth.page;

import dev.locum.authservice.oauth.message.Request;
import java.util.List;
import java.util.Optional;

/**
 * Our two cookies. Both are {@code HttpOnly} and {@code SameSite=Strict}; over TLS they are {@code
 * Secure} and, when the issuer has no path, have the {@code __Host-} prefix, so that no
 * neighbouring host can plant one.
 */
final class Cookies {

  private final String prefix;
  private final String attributes;

  /** The cookies of a server. */
  Cookies(String path, boolean isSecure) {
    this.prefix = isSecure ? (path.equals("/") ? "__Host-" : "__Secure-") : "";
    this.attributes =
        "; Path=" + path + "; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "");
  }

  /** What a cookie is for. */
  enum Use {
    /** Names a login. */
    LOGIN("locum-login"),
    /** Ties a form to its browser before anybody is logged in. */
    FORM("locum-form");

    private final String name;

    Use(String name) {
      this.name = name;
    }
  }

  /**
   * The value that the browser sent; empty if there is none, or more than one: then one of them is
   * planted.
   */
  Optional<String> read(Request request, Use use) {
    String wanted = prefix + use.name + "=";
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
    return prefix + use.name + "=" + value + attributes;
  }

  /** A {@code Set-Cookie} value that takes the cookie away. */
  String remove(Use use) {
    return prefix + use.name + "=" + attributes + "; Max-Age=0";
  }
}
