package dev.locum.authservice.oauth.page;

import dev.locum.authservice.federation.Federation;
import dev.locum.authservice.federation.FinishedLogin;
import dev.locum.authservice.federation.LoginReturn;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code /login/external}: the way to a provider and back. */
public final class ExternalLoginPage {

  private static final Set<String> USED = Set.of("state", "code", "iss", "error");

  private final Federation federation;
  private final Paths paths;
  private final Cookies cookies;
  private final Continuations continuations;

  /**
   * The pages.
   *
   * @param continuations says where a login that began with an authorization request may lead
   * @param isSecure whether browsers come over TLS
   */
  public ExternalLoginPage(
      Federation federation, Paths paths, Continuations continuations, boolean isSecure) {
    this.federation = federation;
    this.paths = paths;
    this.cookies = new Cookies(paths.base(), isSecure);
    this.continuations = continuations;
  }

  /** Somebody chose a provider on the login page. */
  public Answer begin(Request request) {
    Form form = request.form().requireOnce(Set.of());
    if (!FormTokens.isOurs(request, form, cookies.read(request, Cookies.Use.FORM))) {
      return page(403, "The form was not accepted. Please try again.");
    }
    String provider = form.optional("provider").orElse("");
    String continuation =
        form.optional(LoginPage.CONTINUE)
            .filter(query -> continuations.formTarget(query).isPresent())
            .orElse("");
    return switch (federation.begin(
        provider, continuation, redirectUri(provider), maxAge(continuation))) {
      case Verification.Verified<Federation.Begun> begun ->
          Answer.seeOther(begun.token().location())
              .with("Set-Cookie", cookies.set(Cookies.Use.EXTERNAL, begun.token().cookie()));
      case Verification.Rejected<Federation.Begun> rejected -> refused(rejected.rejection());
    };
  }

  private static Optional<Duration> maxAge(String continuation) {
    return Form.parse(continuation)
        .optional(Continuations.LOGIN_MAX_AGE)
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  /** What answers at the redirect URI of a provider: each has its own (RFC 9700 §4.4.2.2). */
  public Endpoint callback(String provider) {
    return request -> finish(provider, request);
  }

  private Answer finish(String provider, Request request) {
    Optional<Map<String, String>> parameters = parameters(request);
    if (parameters.isEmpty()) {
      return page(400, "The login provider sent an answer that cannot be read.");
    }
    LoginReturn back =
        new LoginReturn(
            provider,
            redirectUri(provider),
            parameters.get(),
            cookies.read(request, Cookies.Use.EXTERNAL),
            request.caller().address(),
            request.caller().correlationId());
    Answer answer =
        switch (federation.finish(back)) {
          case Verification.Verified<FinishedLogin> finished -> goOn(finished.token());
          case Verification.Rejected<FinishedLogin> rejected -> refused(rejected.rejection());
        };
    return answer.with("Set-Cookie", cookies.remove(Cookies.Use.EXTERNAL));
  }

  /** The cookie is a browser's word: where it leads is proven as if it had just come. */
  private Answer goOn(FinishedLogin finished) {
    String next =
        Optional.of(finished.continuation())
            .filter(query -> !query.isEmpty() && continuations.formTarget(query).isPresent())
            .map(query -> paths.authorization() + "?" + query)
            .orElseGet(paths::device);
    Answer answer =
        finished
            .there()
            .map(there ->
                Answer.seeOther(next)
                    .with("Set-Cookie", cookies.set(Cookies.Use.PROVIDER, there.cookie())))
            .orElseGet(() -> Answer.seeOther(next));
    return answer
        .with("Set-Cookie", cookies.set(Cookies.Use.LOGIN, finished.login().cookie().reveal()))
        .with("Set-Cookie", cookies.remove(Cookies.Use.FORM));
  }

  /** Those that mean something; one that is there twice makes all of them unreadable. */
  private static Optional<Map<String, String>> parameters(Request request) {
    try {
      Form form = Form.parse(request.query().orElse("")).requireOnce(Set.of());
      return Optional.of(
          form.names().stream()
              .filter(name -> USED.contains(name) && form.optional(name).isPresent())
              .collect(Collectors.toMap(Function.identity(), form::required)));
    } catch (OAuthRefusal malformed) {
      return Optional.empty();
    }
  }

  private Answer refused(Rejection rejection) {
    DenialReason seen = rejection.reason().publicReason();
    if (rejection.reason() == DenialReason.LOGIN_NOT_BEGUN_HERE) {
      return page(
          403,
          "This login was not begun in this browser, took too long, or was used before."
              + " Please begin again.");
    }
    return switch (seen) {
      case PROVIDER_UNAVAILABLE, AUTHORITY_UNAVAILABLE ->
          page(503, DenialReason.PROVIDER_UNAVAILABLE.sentence() + " (PROVIDER_UNAVAILABLE)")
              .with("Retry-After", "5");
      case LOGIN_RATE_LIMITED ->
          page(429, DenialReason.LOGIN_RATE_LIMITED.sentence()).with("Retry-After", "30");
      default -> page(403, DenialReason.LOGIN_REJECTED.sentence());
    };
  }

  private Answer page(int status, String sentence) {
    return Html.page(
        status,
        "Log in",
        Html.refusal(sentence)
            + "<p><a href=\""
            + Html.escape(paths.login())
            + "\">Back to the login</a></p>\n");
  }

  private String redirectUri(String provider) {
    return paths.url(paths.externalLogin(provider));
  }
}
