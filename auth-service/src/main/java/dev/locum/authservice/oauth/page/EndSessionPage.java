package dev.locum.authservice.oauth.page;

import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.ClientDesk;
import dev.locum.authservice.federation.Federation;
import dev.locum.authservice.login.BrowserLogin;
import dev.locum.authservice.login.Logins;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Endpoint;
import dev.locum.authservice.oauth.message.Form;
import dev.locum.authservice.oauth.message.OAuthRefusal;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import dev.locum.authservice.session.IdTokenHints;
import dev.locum.authservice.session.StoredSessions;
import dev.locum.authservice.user.Requester;
import dev.locum.token.Subject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A client has its user logged out (OpenID Connect RP-Initiated Logout 1.0): the login of the
 * browser, and the session that the client's id token names.
 *
 * <p><b>Security guarantees</b>: without an id token of ours about the user who is logged in here
 * the user is asked, so that no page logs anybody out; a browser is sent nowhere but to a URI that
 * is registered for the client, character by character, or to the login provider of whoever was
 * logged out; what is not understood does nothing.
 */
public final class EndSessionPage {

  private static final String HINT = "id_token_hint";
  private static final String REQUEST = "request";
  private static final String STATE = "state";
  private static final int MAX_LENGTH = 24 * 1024;
  private static final int MAX_STATE = 1_024;

  private final Sources sources;
  private final Paths paths;
  private final Cookies cookies;
  private final BrowserLogins browsers;
  private final ProviderLogouts providers;

  /** What knows who is logged in, and through what. */
  public record Sources(
      Logins logins,
      StoredSessions sessions,
      ClientDesk clients,
      IdTokenHints hints,
      Federation federation) {}

  /**
   * The page.
   *
   * @param isSecure whether browsers come over TLS
   * @param random makes what ties a provider's answer to a browser
   */
  public EndSessionPage(Sources sources, Paths paths, boolean isSecure, SecureRandom random) {
    this.sources = sources;
    this.paths = paths;
    this.cookies = new Cookies(paths.base(), isSecure);
    this.browsers = new BrowserLogins(sources.logins(), paths, cookies);
    this.providers = new ProviderLogouts(sources.federation(), paths, cookies, random);
  }

  /**
   * A logout whose parts fit together.
   *
   * @param hint the client's id token
   * @param client that asks; absent: it does not say who it is
   * @param destination where the browser goes then, with the state; absent: nowhere
   * @param rest the request without its id token
   */
  private record Wanted(
      Optional<IdTokenHints.Hint> hint,
      Optional<Client> client,
      Optional<String> destination,
      String rest) {}

  /** A browser comes with a request in the URL. */
  public Answer show(Request request) {
    return begin(request, request.query().orElse(""));
  }

  /** A browser comes with a request in the body, or with the answer of its user. */
  public Answer post(Request request) {
    Optional<Form> form = form(request);
    if (form.isEmpty()) {
      return refused();
    }
    Optional<String> asked = form.flatMap(sent -> sent.optional(REQUEST));
    boolean isAnswer = form.flatMap(sent -> sent.optional(FormTokens.PARAMETER)).isPresent();
    return isAnswer
        ? answered(request, form.orElseThrow(), asked.orElse(""))
        : begin(request, request.body());
  }

  private Answer begin(Request request, String query) {
    Optional<Wanted> wanted = wanted(query);
    if (wanted.isEmpty()) {
      return refused();
    }
    Optional<BrowserLogin> login = browsers.of(request);
    Optional<IdTokenHints.Hint> hint = wanted.get().hint();
    boolean isMeant =
        login
            .map(found ->
                hint.filter(named -> named.subject().equals(found.account().user().subject()))
                    .isPresent())
            .orElse(true);
    return isMeant
        ? loggedOut(request, wanted.get(), login)
        : ask(login.get(), query, wanted.get());
  }

  private Answer answered(Request request, Form form, String query) {
    Optional<Wanted> wanted = wanted(query);
    Optional<BrowserLogin> login = browsers.of(request);
    boolean isOurs = FormTokens.isOurs(request, form, login.map(found -> found.cookie().reveal()));
    if (wanted.isEmpty() || !isOurs) {
      return refused();
    }
    return form.optional("decision").filter("logout"::equals).isPresent()
        ? loggedOut(request, wanted.get(), login)
        : page(200, "<p>You are still logged in.</p>\n");
  }

  private Answer loggedOut(Request request, Wanted wanted, Optional<BrowserLogin> login) {
    String correlationId = request.caller().correlationId();
    login.ifPresent(found -> sources.logins().logout(found, correlationId));
    // Another user's session is not this browser's to end.
    wanted
        .hint()
        .filter(named ->
            login
                .filter(found -> !found.account().user().subject().equals(named.subject()))
                .isEmpty())
        .ifPresent(
            named -> sources.sessions().end(named, new Requester(named.client(), correlationId)));
    Optional<String> whose =
        login
            .map(found -> found.account().user().subject())
            .or(() -> wanted.hint().map(IdTokenHints.Hint::subject))
            .map(Subject::value);
    return whose
        .flatMap(subject -> providers.of(request, subject))
        .flatMap(there -> providers.way(there, wanted.rest()))
        .map(way ->
            providers.forgetting(Answer.seeOther(way.location())).with("Set-Cookie", way.cookie()))
        .orElseGet(() -> done(wanted.destination()))
        .with("Set-Cookie", cookies.remove(Cookies.Use.LOGIN));
  }

  private static Answer done(Optional<String> destination) {
    return destination
        .map(Answer::seeOther)
        .orElseGet(() -> page(200, "<p>You are logged out.</p>\n"));
  }

  /** Where a provider sends a browser back to; what it asked for is proven again. */
  public Endpoint afterProvider() {
    return providers.callback(rest -> done(wanted(rest).flatMap(Wanted::destination)));
  }

  private Answer ask(BrowserLogin login, String query, Wanted wanted) {
    String who = wanted.client().map(Client::name).orElse("An application");
    String content =
        "<p>"
            + BrowserLogins.who(login)
            + " <b>"
            + Html.escape(who)
            + "</b> asks that you be logged out.</p>\n"
            + Html.form(paths.endSession(), BrowserLogins.formToken(login))
            + Html.hidden(REQUEST, query)
            + "<button name=\"decision\" value=\"logout\">Log out</button>\n"
            + "<button name=\"decision\" value=\"stay\">Stay logged in</button>\n</form>\n";
    String targets =
        Stream.concat(
                wanted.destination().map(FormTarget::of).stream(),
                sources.federation().origins().stream().map(FormTarget::of))
            .distinct()
            .collect(Collectors.joining(" "));
    return Html.page(200, "Log out", content, targets);
  }

  /** The request, if it is well formed, and all that it names is one client's. */
  private Optional<Wanted> wanted(String query) {
    return parsed(query).flatMap(this::wanted);
  }

  private Optional<Wanted> wanted(Form form) {
    Optional<String> shown = form.optional(HINT);
    Optional<IdTokenHints.Hint> hint = shown.flatMap(sources.hints()::read);
    Optional<String> named = form.optional("client_id");
    Optional<String> asker = hint.map(IdTokenHints.Hint::client).or(() -> named);
    Optional<Client> client = asker.flatMap(sources.clients()::find);
    Optional<String> uri = form.optional("post_logout_redirect_uri");
    Optional<String> state = form.optional(STATE);
    boolean fits =
        shown.isPresent() == hint.isPresent()
            && named.filter(id -> !Optional.of(id).equals(asker)).isEmpty()
            && asker.isPresent() == client.isPresent()
            && state.filter(text -> text.length() > MAX_STATE).isEmpty()
            && uri.filter(text -> !mayLeadTo(client, text)).isEmpty();
    return fits
        ? Optional.of(
            new Wanted(
                hint,
                client,
                uri.map(text -> withState(text, state)),
                uri.map(text -> rest(client.orElseThrow(), text, state)).orElse("")))
        : Optional.empty();
  }

  private static boolean mayLeadTo(Optional<Client> client, String uri) {
    return client.filter(known -> known.rules().mayLeadAfterLogout(uri)).isPresent();
  }

  private static String rest(Client client, String uri, Optional<String> state) {
    return "client_id="
        + encode(client.id().value())
        + "&post_logout_redirect_uri="
        + encode(uri)
        + state.map(text -> "&state=" + encode(text)).orElse("");
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String withState(String uri, Optional<String> state) {
    return state
        .map(text -> uri + (uri.contains("?") ? "&" : "?") + STATE + "=" + encode(text))
        .orElse(uri);
  }

  private static Optional<Form> form(Request request) {
    try {
      return Optional.of(request.form().requireOnce(Set.of()));
    } catch (OAuthRefusal malformed) {
      return Optional.empty();
    }
  }

  private static Optional<Form> parsed(String text) {
    try {
      return text.length() > MAX_LENGTH
          ? Optional.empty()
          : Optional.of(Form.parse(text).requireOnce(Set.of()));
    } catch (OAuthRefusal malformed) {
      return Optional.empty();
    }
  }

  private static Answer refused() {
    return page(
        400,
        Html.refusal(
            "The application that sent you here is not known, or it asked in a wrong way. You were"
                + " not logged out."));
  }

  private static Answer page(int status, String content) {
    return Html.page(status, "Log out", content);
  }
}
