package dev.locum.authservice.oauth.page;

import dev.locum.authservice.session.OpaqueToken;

/** The secret in the cookie of a login. */
final class BrowserCookie {

  private BrowserCookie() {}

  static OpaqueToken of(String text) {
    return OpaqueToken.shown(OpaqueToken.Kind.BROWSER_SESSION, text);
  }
}
