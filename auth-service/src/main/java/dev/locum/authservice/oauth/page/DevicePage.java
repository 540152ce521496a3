package dev.locum.authservice.oauth.page;

import dev.locum.authservice.login.BrowserLogin;
import dev.locum.authservice.login.DeviceDecisions;
import dev.locum.authservice.login.Logins;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /device}: a logged-in user types the code that a device shows, sees what it asks for, and
 * decides (RFC 8628 §3.3). The code is typed, never part of a link, so that nobody can be made to
 * allow a stranger's device by following one (§5.4).
 */
public final class DevicePage {

  private static final String TITLE = "Allow a device";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private final BrowserLogins logins;
  private final DeviceDecisions decisions;
  private final Paths paths;

  /**
   * The page.
   *
   * @param isSecure whether browsers come over TLS
   */
  public DevicePage(Logins logins, DeviceDecisions decisions, Paths paths, boolean isSecure) {
    this.logins = new BrowserLogins(logins, paths, new Cookies(paths.base(), isSecure));
    this.decisions = decisions;
    this.paths = paths;
  }

  /** Asks for the code. */
  public Answer show(Request request) {
    return logins
        .of(request)
        .map(login -> askForCode(login, 200, ""))
        .orElseGet(() -> Answer.seeOther(paths.login()));
  }

  /** Somebody typed a code, or decided. */
  public Answer decide(Request request) {
    Form form = request.form().requireOnce(Set.of());
    Optional<BrowserLogin> found = logins.of(request);
    if (found.isEmpty()) {
      return Answer.seeOther(paths.login());
    }
    BrowserLogin login = found.get();
    if (!FormTokens.isOurs(request, form, Optional.of(login.cookie().reveal()))) {
      return askForCode(login, 403, Html.refusal("The form was not accepted. Please try again."));
    }
    Optional<DeviceDecisions.Question> question =
        decisions.find(form.optional("user_code").orElse(""), login, request.caller().address());
    if (question.isEmpty()) {
      return askForCode(login, 403, Html.refusal("The code was not accepted."));
    }
    return switch (form.optional("decision").orElse("")) {
      case "allow" -> decide(request, question.get(), login, true);
      case "refuse" -> decide(request, question.get(), login, false);
      default -> askForDecision(login, question.get());
    };
  }

  private Answer decide(
      Request request, DeviceDecisions.Question question, BrowserLogin login, boolean isAllowed) {
    boolean isDecided =
        decisions.decide(question, login, isAllowed, request.caller().correlationId());
    if (!isDecided) {
      return askForCode(login, 403, Html.refusal("The code was not accepted."));
    }
    String sentence =
        isAllowed
            ? "The device may act for you now. You can close this page."
            : "The device was refused. You can close this page.";
    return Html.page(
        200, isAllowed ? "Allowed" : "Refused", "<p>" + sentence + "</p>\n" + logins.logout(login));
  }

  private Answer askForCode(BrowserLogin login, int status, String refusal) {
    return Html.page(
        status,
        TITLE,
        refusal
            + who(login)
            + Html.form(paths.device(), BrowserLogins.formToken(login))
            + """
            <label>Code that the device shows
            <input class="code" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required>
            </label>
            <button>Continue</button>
            </form>
            """
            + logins.logout(login));
  }

  private Answer askForDecision(BrowserLogin login, DeviceDecisions.Question question) {
    return Html.page(
        200,
        TITLE,
        "<p><b>"
            + Html.escape(question.client())
            + "</b> asked at "
            + TIME.format(question.requestedAt())
            + ", with the code</p>\n<p class=\"code\">"
            + Html.escape(question.code().display())
            + "</p>\n<p>to</p>\n"
            + Wishes.of(question.scopes())
            + "<p>Allow it only if you have just started it yourself.</p>\n"
            + who(login)
            + Html.form(paths.device(), BrowserLogins.formToken(login))
            + Html.hidden("user_code", question.code().display())
            + "<button name=\"decision\" value=\"allow\">Allow</button>\n"
            + "<button name=\"decision\" value=\"refuse\">Refuse</button>\n</form>\n"
            + logins.logout(login));
  }

  private static String who(BrowserLogin login) {
    return "<p>" + BrowserLogins.who(login) + "</p>\n";
  }
}
