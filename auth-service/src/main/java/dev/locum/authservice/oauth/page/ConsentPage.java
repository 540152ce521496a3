package dev.locum.authservice.oauth.page;

import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.Scope;
import dev.locum.authservice.login.BrowserLogin;
import dev.locum.authservice.login.Logins;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import java.util.Optional;
import java.util.Set;

/** What a logged-in user sees of an authorization request, and who is logged in. */
public final class ConsentPage {

  /** The hidden field that holds the authorization request. */
  public static final String REQUEST = "request";

  private final Paths paths;
  private final BrowserLogins logins;

  /**
   * The page.
   *
   * @param isSecure whether browsers come over TLS
   */
  public ConsentPage(Logins logins, Paths paths, boolean isSecure) {
    this.paths = paths;
    this.logins = new BrowserLogins(logins, paths, new Cookies(paths.base(), isSecure));
  }

  /**
   * A question to the user.
   *
   * @param client who asks
   * @param scopes for what
   * @param query the authorization request, as it would stand in the URL
   * @param formTarget where the browser will be sent
   */
  public record Question(Client client, Set<Scope> scopes, String query, String formTarget) {}

  /** The login of this browser, if it counts now. */
  public Optional<BrowserLogin> login(Request request) {
    return logins.of(request);
  }

  /** Whether the form was sent from our page in the browser of this login. */
  public boolean isOurs(Request request, Form form, BrowserLogin login) {
    return FormTokens.isOurs(request, form, Optional.of(login.cookie().reveal()));
  }

  /** Asks. */
  public Answer ask(BrowserLogin login, Question question) {
    String content =
        "<p><b>"
            + Html.escape(question.client().name())
            + "</b> wants to</p>\n"
            + Wishes.of(question.scopes())
            + "<p>"
            + BrowserLogins.who(login)
            + " You will be sent to <b>"
            + Html.escape(question.formTarget())
            + "</b>.</p>\n"
            + Html.form(paths.authorization(), BrowserLogins.formToken(login))
            + Html.hidden(REQUEST, question.query())
            + "<button name=\"decision\" value=\"allow\">Allow</button>\n"
            + "<button name=\"decision\" value=\"refuse\">Refuse</button>\n</form>\n"
            + logins.logout(login);
    return Html.page(200, "Allow an application", content, question.formTarget());
  }

  /** Ends at a page: the browser is sent nowhere. */
  public Answer refuse(int status, String sentence) {
    return Html.page(status, "Not possible", Html.refusal(sentence));
  }
}
