package dev.locum.authservice.oauth.page;

import dev.locum.authservice.federation.Federation;
import dev.locum.authservice.login.BrowserLogin;
import dev.locum.authservice.login.LoginRequest;
import dev.locum.authservice.login.Logins;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import dev.locum.authservice.user.Password;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code /login} and {@code /logout}: who is in front of this browser. */
public final class LoginPage {

  private static final int COOKIE_BYTES = 32;
  private static final String TITLE = "Log in";
  static final String CONTINUE = "continue";

  private final Logins logins;
  private final Paths paths;
  private final Cookies cookies;
  private final SecureRandom random;
  private final Ways ways;

  /**
   * The pages.
   *
   * @param ways where a login may lead
   * @param isSecure whether browsers come over TLS
   * @param random makes the cookie that ties the form to its browser
   */
  public LoginPage(Logins logins, Paths paths, Ways ways, boolean isSecure, SecureRandom random) {
    this.logins = logins;
    this.paths = paths;
    this.cookies = new Cookies(paths.base(), isSecure);
    this.random = random;
    this.ways = ways;
  }

  /**
   * Where a login may lead.
   *
   * @param continuations those that began with an authorization request
   * @param federation those at providers
   */
  public record Ways(Continuations continuations, Federation federation) {}

  /** The form. */
  public Answer show(Request request) {
    return form(request, 200, "", Optional.empty());
  }

  /**
   * The form, for somebody who comes with an authorization request and goes on with it.
   *
   * @param query the request, as it would stand in the URL
   * @param formTarget where it leads
   */
  public Answer askFor(Request request, String query, String formTarget) {
    return form(request, 200, "", Optional.of(new Continuation(query, formTarget)));
  }

  /** How it goes on after the login. */
  private record Continuation(String query, String formTarget) {}

  /** What the form says of it, if that leads anywhere. */
  private Optional<Continuation> continuation(Form form) {
    return form.optional(CONTINUE)
        .flatMap(query ->
            ways.continuations().formTarget(query).map(target -> new Continuation(query, target)));
  }

  /** Somebody sent the form. */
  public Answer login(Request request) {
    Form form = request.form().requireOnce(Set.of());
    Optional<Continuation> goesOn = continuation(form);
    if (!FormTokens.isOurs(request, form, cookies.read(request, Cookies.Use.FORM))) {
      return form(
          request, 403, Html.refusal("The form was not accepted. Please try again."), goesOn);
    }
    LoginRequest attempt =
        new LoginRequest(
            form.optional("tenant").orElse("").strip(),
            form.optional("username").orElse("").strip(),
            Password.claimed(form.optional("password").orElse("")),
            request.caller().address(),
            request.caller().correlationId());
    return switch (logins.login(attempt)) {
      case Verification.Verified<BrowserLogin> login ->
          Answer.seeOther(
                  goesOn
                      .map(next -> paths.authorization() + "?" + next.query())
                      .orElseGet(paths::device))
              .with("Set-Cookie", cookies.set(Cookies.Use.LOGIN, login.token().cookie().reveal()))
              .with("Set-Cookie", cookies.remove(Cookies.Use.FORM));
      case Verification.Rejected<BrowserLogin> rejected ->
          refused(request, rejected.rejection().reason(), goesOn);
    };
  }

  /** Somebody wants to be logged out. */
  public Answer logout(Request request) {
    Form form = request.form().requireOnce(Set.of());
    Optional<String> cookie = cookies.read(request, Cookies.Use.LOGIN);
    Optional<BrowserLogin> login =
        FormTokens.isOurs(request, form, cookie)
            ? new BrowserLogins(logins, paths, cookies).of(request)
            : Optional.empty();
    login.ifPresent(found -> logins.logout(found, request.caller().correlationId()));
    return login
        .flatMap(found -> there(request, found))
        .orElseGet(() -> Answer.seeOther(paths.login()))
        .with("Set-Cookie", cookies.remove(Cookies.Use.LOGIN));
  }

  /** They chose to leave us; whether they leave their provider is theirs to choose, too. */
  private Optional<Answer> there(Request request, BrowserLogin login) {
    ProviderLogouts logouts = new ProviderLogouts(ways.federation(), paths, cookies, random);
    return logouts
        .of(request, login.account().user().subject().value())
        .flatMap(there -> logouts.way(there, ""))
        .map(way ->
            logouts.forgetting(
                Html.page(
                        200,
                        "Log out",
                        "<p>You are logged out here, and still logged in at <b>"
                            + Html.escape(way.name())
                            + "</b>.</p>\n<p><a href=\""
                            + Html.escape(way.location())
                            + "\">Log out there, too</a></p>\n")
                    .with("Set-Cookie", way.cookie())));
  }

  private Answer refused(Request request, DenialReason reason, Optional<Continuation> goesOn) {
    boolean isLimited = reason == DenialReason.LOGIN_RATE_LIMITED;
    String sentence =
        isLimited
            ? DenialReason.LOGIN_RATE_LIMITED.sentence()
            : DenialReason.LOGIN_REJECTED.sentence();
    Answer answer = form(request, isLimited ? 429 : 403, Html.refusal(sentence), goesOn);
    return isLimited ? answer.with("Retry-After", "30") : answer;
  }

  /** The form again, empty: what was typed is not sent back. */
  private Answer form(Request request, int status, String refusal, Optional<Continuation> goesOn) {
    Optional<String> known = cookies.read(request, Cookies.Use.FORM);
    String cookie = known.orElseGet(this::freshCookie);
    Answer page =
        Html.page(
            status,
            TITLE,
            refusal
                + Html.form(paths.login(), FormTokens.of(cookie))
                + goesOn.map(next -> Html.hidden(CONTINUE, next.query())).orElse("")
                + """
                <label>Tenant
                <input name="tenant" autocomplete="organization" autocapitalize="none" spellcheck="false" required>
                </label>
                <label>User name
                <input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required>
                </label>
                <label>Password
                <input name="password" type="password" autocomplete="current-password" required>
                </label>
                <button>Log in</button>
                </form>
                """
                + externalForms(FormTokens.of(cookie), goesOn),
            formTargets(goesOn));
    return known.isPresent()
        ? page
        : page.with("Set-Cookie", cookies.set(Cookies.Use.FORM, cookie));
  }

  private String externalForms(String token, Optional<Continuation> goesOn) {
    StringBuilder forms = new StringBuilder();
    for (Federation.Offer offer : ways.federation().offers()) {
      forms
          .append(Html.form(paths.externalLogin(), token))
          .append(goesOn.map(next -> Html.hidden(CONTINUE, next.query())).orElse(""))
          .append(Html.hidden("provider", offer.id()))
          .append("<button>Sign in with ")
          .append(Html.escape(offer.name()))
          .append("</button>\n</form>\n");
    }
    return forms.toString();
  }

  /** Browsers ask {@code form-action} of redirects, too. */
  private String formTargets(Optional<Continuation> goesOn) {
    return Stream.concat(
            goesOn.map(Continuation::formTarget).stream(), ways.federation().origins().stream())
        .map(target -> target.contains("[") ? target.substring(0, target.indexOf(':') + 1) : target)
        .distinct()
        .collect(Collectors.joining(" "));
  }

  private String freshCookie() {
    byte[] bytes = new byte[COOKIE_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
