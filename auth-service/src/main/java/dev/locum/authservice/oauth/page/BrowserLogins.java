package dev.locum.authservice.oauth.page;

import dev.locum.authservice.login.BrowserLogin;
import dev.locum.authservice.login.Logins;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import dev.locum.authservice.session.OpaqueToken;
import java.util.Optional;

/** Who is logged in in front of a browser, and what every page says to them. */
final class BrowserLogins {

  private final Logins logins;
  private final Paths paths;
  private final Cookies cookies;

  BrowserLogins(Logins logins, Paths paths, Cookies cookies) {
    this.logins = logins;
    this.paths = paths;
    this.cookies = cookies;
  }

  /** The login of this browser, if it counts now. */
  Optional<BrowserLogin> of(Request request) {
    return cookies
        .read(request, Cookies.Use.LOGIN)
        .flatMap(text -> logins.find(OpaqueToken.shown(OpaqueToken.Kind.BROWSER_SESSION, text)));
  }

  /** The token of the forms of a login. */
  static String formToken(BrowserLogin login) {
    return FormTokens.of(login.cookie().reveal());
  }

  /** Who they are. */
  static String who(BrowserLogin login) {
    return "You are <b>"
        + Html.escape(login.account().user().name().value())
        + "</b> of tenant <b>"
        + Html.escape(login.account().user().tenant().value())
        + "</b>.";
  }

  /** The form that logs them out. */
  String logout(BrowserLogin login) {
    return Html.form(paths.logout(), formToken(login)) + "<button>Log out</button>\n</form>\n";
  }
}
