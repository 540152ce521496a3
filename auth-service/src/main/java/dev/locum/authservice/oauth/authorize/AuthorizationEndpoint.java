package dev.locum.authservice.oauth.authorize;

import dev.locum.authservice.authorization.AuthorizationCodes;
import dev.locum.authservice.authorization.AuthorizationRequest;
import dev.locum.authservice.login.BrowserLogin;
import dev.locum.authservice.oauth.grant.Target;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.ErrorCode;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.page.ConsentPage;
import dev.locum.authservice.oauth.page.Continuations;
import dev.locum.authservice.oauth.page.LoginPage;
import dev.locum.authservice.session.UserAudiences;
import dev.locum.token.Issuer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /oauth/authorize}. It keeps nothing between the pages: each form brings the whole request
 * along, and each time all of it is checked anew.
 *
 * <p><b>Security guarantees</b>: a browser is sent nowhere but to a redirect URI that is registered
 * for the client (no open redirect); a decision counts only from our own form in the browser of the
 * login; the answer names the issuer (RFC 9207).
 */
public final class AuthorizationEndpoint {

  private final ProvenDestinations destinations;
  private final AuthorizationCodes codes;
  private final UserAudiences audiences;
  private final Pages pages;
  private final Issuer issuer;
  private final Clock clock;

  /** The pages on the way. */
  public record Pages(LoginPage login, ConsentPage consent) {}

  /**
   * The endpoint.
   *
   * @param audiences where access tokens may be used
   * @param issuer named in every answer
   */
  public AuthorizationEndpoint(
      ProvenDestinations destinations,
      AuthorizationCodes codes,
      UserAudiences audiences,
      Pages pages,
      Issuer issuer,
      Clock clock) {
    this.destinations = destinations;
    this.codes = codes;
    this.audiences = audiences;
    this.pages = pages;
    this.issuer = issuer;
    this.clock = clock;
  }

  /** A browser comes with a request in the URL. */
  public Answer show(Request request) {
    return begin(request, request.query().orElse(""));
  }

  /**
   * A browser comes with a request in the body (OpenID Connect Core §3.1.2.1), or with the decision
   * of its user.
   */
  public Answer post(Request request) {
    Optional<Form> form = form(request);
    if (form.isEmpty()) {
      return unproven();
    }
    Optional<String> query = form.get().optional(ConsentPage.REQUEST);
    return query.isPresent() && form.get().optional("form_token").isPresent()
        ? decide(request, form.get(), query.get())
        : begin(request, request.body());
  }

  private static Optional<Form> form(Request request) {
    try {
      return Optional.of(request.form().requireOnce(Target.REPEATABLE));
    } catch (OAuthRefusal malformed) {
      return Optional.empty();
    }
  }

  private Answer begin(Request request, String query) {
    return answered(
        query,
        (proven, wanted) -> {
          Prompt prompt = Prompt.of(proven.parameters());
          Optional<BrowserLogin> login =
              pages
                  .consent()
                  .login(request)
                  .filter(found -> !prompt.isLogin())
                  .filter(found -> !prompt.isTooOld(found.startedAt(), clock.instant()));
          boolean isAsked =
              prompt.isConsent() || wanted.client().needsConsent(wanted.redirectUri());
          if (prompt.isSilent() && (login.isEmpty() || isAsked)) {
            throw new OAuthRefusal(
                login.isEmpty() ? ErrorCode.LOGIN_REQUIRED : ErrorCode.CONSENT_REQUIRED);
          }
          if (login.isEmpty()) {
            return askForLogin(request, proven);
          }
          return isAsked
              ? ask(login.get(), proven, wanted)
              : allow(request, login.get(), proven, wanted);
        });
  }

  private Answer decide(Request request, Form form, String query) {
    return answered(
        query,
        (proven, wanted) -> {
          Optional<BrowserLogin> login = pages.consent().login(request);
          if (login.isEmpty()) {
            return askForLogin(request, proven);
          }
          if (!pages.consent().isOurs(request, form, login.get())) {
            return pages.consent().refuse(403, "The form was not accepted. Please try again.");
          }
          return switch (form.optional("decision").orElse("")) {
            case "allow" -> allow(request, login.get(), proven, wanted);
            case "refuse" -> {
              codes.refuse(wanted, login.get(), request.caller().correlationId());
              throw new OAuthRefusal(ErrorCode.ACCESS_DENIED);
            }
            default -> ask(login.get(), proven, wanted);
          };
        });
  }

  /** What becomes of a request whose way back is proven. */
  @FunctionalInterface
  private interface Dialogue {
    Answer go(ProvenDestinations.Proven proven, AuthorizationRequest wanted);
  }

  private Answer answered(String query, Dialogue dialogue) {
    Optional<ProvenDestinations.Proven> proven = destinations.prove(query);
    if (proven.isEmpty()) {
      return unproven();
    }
    try {
      return dialogue.go(proven.get(), RequestParameters.read(proven.get(), audiences));
    } catch (OAuthRefusal refusal) {
      Map<String, String> error = new LinkedHashMap<>();
      error.put("error", refusal.code().code());
      error.put("error_description", refusal.code().sentence());
      return proven.get().destination().send(issuer.value(), error);
    }
  }

  private Answer allow(
      Request request,
      BrowserLogin login,
      ProvenDestinations.Proven proven,
      AuthorizationRequest wanted) {
    return codes
        .allow(wanted, login, request.caller().correlationId())
        .map(code -> proven.destination().send(issuer.value(), Map.of("code", code.reveal())))
        .orElseThrow(() -> new OAuthRefusal(ErrorCode.ACCESS_DENIED));
  }

  private Answer ask(
      BrowserLogin login, ProvenDestinations.Proven proven, AuthorizationRequest wanted) {
    return pages
        .consent()
        .ask(
            login,
            new ConsentPage.Question(
                wanted.client(),
                wanted.scopes(),
                continuation(proven.parameters(), Set.of("prompt", "max_age")),
                proven.destination().formTarget()));
  }

  private Answer askForLogin(Request request, ProvenDestinations.Proven proven) {
    return pages
        .login()
        .askFor(request, withLoginAge(proven.parameters()), proven.destination().formTarget());
  }

  /** The provider at which the login is made is asked for what the client asks for. */
  private static String withLoginAge(Form parameters) {
    Optional<Duration> age = Prompt.of(parameters).loginAge();
    return age.isEmpty()
        ? continuation(parameters, Set.of())
        : continuation(parameters, Set.of("max_age", Continuations.LOGIN_MAX_AGE))
            + "&"
            + Continuations.LOGIN_MAX_AGE
            + "="
            + age.get().toSeconds();
  }

  /**
   * The request as it goes on: the login that it asked for will have been made, and must not be
   * asked for for ever.
   */
  private static String continuation(Form parameters, Set<String> without) {
    List<String> pairs = new ArrayList<>();
    for (String name : parameters.names()) {
      if (without.contains(name)) {
        continue;
      }
      for (String value : parameters.all(name)) {
        boolean isPrompt = name.equals("prompt");
        if (isPrompt && !value.contains("consent")) {
          continue;
        }
        pairs.add(encode(name) + "=" + encode(isPrompt ? "consent" : value));
      }
    }
    return String.join("&", pairs);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Nobody but the person in front of the browser is told, and nothing that was sent is shown. */
  private Answer unproven() {
    return pages
        .consent()
        .refuse(
            400,
            "The application that sent you here is not known, or it asked in a wrong way. You were"
                + " not logged in to it.");
  }
}
