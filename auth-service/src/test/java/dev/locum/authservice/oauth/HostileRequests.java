package dev.locum.authservice.oauth;

import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.FakeAuthority;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.OAuthWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.authservice.session.SessionTokens;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Requests to every endpoint: whole and right ones, of which a few parts were left out, doubled,
 * damaged or replaced by parts of others.
 */
final class HostileRequests {

  /** What no page may show as it came. */
  static final String MARKUP = "<zq onload=zq>";

  private static final List<String> PATHS = List.of("/", "%00", "/../token", ";x=1", "//", ".");

  private static final List<String> NAMES =
      List.of(
          "grant_type",
          "client_id",
          "client_secret",
          "client_assertion",
          "client_assertion_type",
          "token",
          "token_type_hint",
          "refresh_token",
          "device_code",
          "user_code",
          "code",
          "code_verifier",
          "code_challenge",
          "code_challenge_method",
          "redirect_uri",
          "response_type",
          "response_mode",
          "scope",
          "state",
          "nonce",
          "prompt",
          "max_age",
          "subject_token",
          "subject_token_type",
          "actor_token",
          "actor_token_type",
          "requested_token_type",
          "request_details",
          "audience",
          "resource",
          "tenant",
          "username",
          "password",
          "decision",
          "continuation",
          "csrf",
          "request",
          "request_uri",
          "id_token_hint");

  /** Known to everybody: whoever sends them has shown nothing. */
  private static final List<String> WORDS =
      List.of(
          "client_credentials",
          "refresh_token",
          "authorization_code",
          "password",
          "urn:ietf:params:oauth:grant-type:device_code",
          "urn:ietf:params:oauth:grant-type:token-exchange",
          "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          "urn:ietf:params:oauth:token-type:access_token",
          "urn:ietf:params:oauth:token-type:txn_token",
          "urn:ietf:params:oauth:token-type:jwt",
          "code",
          "S256",
          "plain",
          "openid work",
          "none",
          "login",
          "allow",
          "alice",
          "ada",
          "bob",
          "0",
          "-1",
          "99999999999999999999",
          "{}",
          "{\"route\":\"trip\",\"actions\":[\"fleet.reserve\"]}",
          "[".repeat(300),
          LoginWorld.CLIENT,
          "trigger",
          "alice-worker",
          "locum-trigger",
          "fleet",
          LoginWorld.ISSUER.value(),
          TestClients.CALLBACK,
          "https://evil.example/",
          MARKUP,
          "\u0000",
          "a b\r\nSet-Cookie: zq=1",
          "x".repeat(5_000),
          "eyJhbGciOiJub25lIn0.e30.",
          "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJpc3MiOiJ4In0.AAAA");

  private static final List<String> TYPES =
      List.of(
          "application/x-www-form-urlencoded",
          "application/x-www-form-urlencoded;charset=UTF-8",
          "application/json",
          "multipart/form-data; boundary=zq");

  /**
   * A request.
   *
   * @param isAnythingRight whether it holds a credential or a token that counts
   */
  record Made(HttpRequest.Builder request, String text, boolean isAnythingRight) {

    @Override
    public String toString() {
      return text;
    }
  }

  /** A request that is right as a whole: names and values of its form in turn. */
  private record Template(String path, String authorization, String cookie, List<String> form) {

    static Template of(String path, String authorization, String cookie, String... form) {
      return new Template(path, authorization, cookie, List.of(form));
    }
  }

  private final OAuthWorld world;
  private final List<String> secrets;
  private final List<Template> templates;
  private final List<String> authorizations;
  private final List<String> cookies;

  /** With a new session, code and cookie of Ada. */
  HostileRequests(OAuthWorld world) {
    this.world = world;
    TestClients.of(world.logins, "shop").put();
    SessionTokens ada = world.logins.sessionOfAda();
    Browser browser = new Browser(world);
    CodeFlow flow = new CodeFlow(world.client, "shop");
    String code = flow.allowedByAda(browser).getOrDefault("code", "");
    String access = ada.access().token().reveal();
    String key = world.authority.apiKeys.getOrDefault(FakeAuthority.TRIGGER, "");
    secrets = List.of(access, ada.refresh().reveal(), code, key, LoginWorld.ADAS_PASSWORD);
    String trigger = OAuthWorld.basic("trigger", key);
    authorizations =
        List.of(
            trigger,
            "Bearer " + access,
            OAuthWorld.basic("trigger", "wrong"),
            "Basic !!!",
            "Basic " + MARKUP,
            "Bearer",
            "Bearer " + WORDS.get(WORDS.size() - 1),
            "DPoP " + access);
    String cookie =
        browser.cookies().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining("; "));
    cookies = List.of(cookie, "locum-login=zq", "zq");
    templates = templates(trigger, "Bearer " + access, cookie, flow.query());
  }

  private List<Template> templates(
      String trigger, String bearer, String cookie, String authorizeQuery) {
    String access = secrets.get(0);
    return List.of(
        Template.of(
            "/oauth/token", trigger, "", "grant_type", "client_credentials", "audience", "fleet"),
        Template.of(
            "/oauth/token",
            "",
            "",
            "grant_type",
            "refresh_token",
            "refresh_token",
            secrets.get(1),
            "client_id",
            LoginWorld.CLIENT),
        Template.of(
            "/oauth/token",
            "",
            "",
            "grant_type",
            "authorization_code",
            "code",
            secrets.get(2),
            "redirect_uri",
            TestClients.CALLBACK,
            "code_verifier",
            CodeFlow.VERIFIER,
            "client_id",
            "shop"),
        Template.of(
            "/oauth/token",
            trigger,
            "",
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token",
            access,
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
            "requested_token_type",
            "urn:ietf:params:oauth:token-type:txn_token",
            "audience",
            "locum",
            "scope",
            "fleet.reserve",
            "request_details",
            "{\"route\":\"trip\",\"workflow_id\":\"t1\"}"),
        Template.of("/oauth/introspect", trigger, "", "token", access),
        Template.of("/oauth/revoke", "", "", "token", "locum_rt_x", "client_id", LoginWorld.CLIENT),
        Template.of("/oauth/device_authorization", "", "", "client_id", LoginWorld.CLIENT),
        Template.of("/oauth/authorize", "", cookie, pairs(authorizeQuery)),
        Template.of("/oauth/userinfo", bearer, ""),
        Template.of(
            "/login",
            "",
            "",
            "tenant",
            "alice",
            "username",
            "ada",
            "password",
            "wrong horse",
            "form_token",
            "zq"),
        Template.of("/logout", "", cookie),
        Template.of("/device", "", cookie, "user_code", "ABCD-EFGH"),
        Template.of("/oauth/jwks", "", ""),
        Template.of("/.well-known/openid-configuration", "", ""));
  }

  private static String[] pairs(String query) {
    return Arrays.stream(query.split("[&=]", -1))
        .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
        .toArray(String[]::new);
  }

  /** One that must be answered with a token. */
  HttpRequest.Builder right() {
    Template first = templates.get(0);
    return post(first.path(), encoded(first.form()), TYPES.get(0))
        .header("Authorization", first.authorization());
  }

  Made make(Choices choices) {
    Template template = choices.oneOf(templates);
    String authorization =
        choices.rarely(3) ? choices.oneOf(authorizations) : template.authorization();
    authorization = choices.rarely(6) ? "" : authorization;
    String cookie = choices.rarely(4) ? choices.oneOf(cookies) : template.cookie();
    String form = form(template.form(), choices);
    String type = choices.rarely(12) ? choices.oneOf(TYPES) : TYPES.get(0);
    String path = choices.rarely(24) ? template.path() + choices.oneOf(PATHS) : template.path();
    HttpRequest.Builder request =
        path.equals("/oauth/authorize") != choices.rarely(16)
            ? HttpRequest.newBuilder(world.uri(path + "?" + inUrl(form))).GET()
            : post(path, form, type);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    String all = authorization + " " + cookie + " " + form;
    boolean isRight =
        authorizations.indexOf(authorization) == 0
            || cookies.indexOf(cookie) == 0
            || secrets.stream()
                .anyMatch(secret -> all.contains(encoded(secret)) || all.contains(secret));
    return new Made(request, path + " " + type + " " + all, isRight);
  }

  /** The form with at most three changes. */
  private String form(List<String> right, Choices choices) {
    List<String> form = new ArrayList<>();
    for (int i = 0; i < right.size(); i += 2) {
      form.add(encoded(right.get(i)) + "=" + encoded(right.get(i + 1)));
    }
    for (int changes = choices.below(4); changes > 0; changes--) {
      change(form, choices);
    }
    return String.join("&", form);
  }

  private void change(List<String> form, Choices choices) {
    int at = form.isEmpty() ? 0 : choices.below(form.size());
    String name = form.isEmpty() ? "x" : form.get(at).replaceFirst("=.*", "");
    switch (choices.below(7)) {
      case 0 -> form.add(encoded(choices.oneOf(NAMES)) + "=" + encoded(value(choices)));
      case 1 -> form.add(choices.text(12).replace("&", ""));
      case 2 -> form.add(form.isEmpty() ? "" : form.get(at));
      case 3 -> form.subList(0, Math.min(1, form.size())).clear();
      case 4 -> replace(form, at, name + "=" + value(choices).replace("&", ""));
      default -> replace(form, at, name + "=" + encoded(value(choices)));
    }
  }

  private static void replace(List<String> form, int at, String pair) {
    if (form.isEmpty()) {
      form.add(pair);
    } else {
      form.set(at, pair);
    }
  }

  private String value(Choices choices) {
    return switch (choices.below(8)) {
      case 0, 1, 2, 3 -> choices.oneOf(WORDS);
      case 4, 5 -> choices.oneOf(secrets);
      case 6 -> damaged(choices.oneOf(secrets), choices);
      default -> choices.text(24);
    };
  }

  /** Never the secret itself. */
  private static String damaged(String secret, Choices choices) {
    int at = choices.below(Math.min(secret.length(), 256));
    return secret.substring(0, at) + choices.text(3) + "~" + secret.substring(at + 1);
  }

  private HttpRequest.Builder post(String path, String form, String type) {
    return HttpRequest.newBuilder(world.uri(path))
        .header("Content-Type", type)
        .POST(BodyPublishers.ofString(form, StandardCharsets.ISO_8859_1));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String encoded(List<String> form) {
    return IntStream.range(0, form.size() / 2)
        .mapToObj(i -> encoded(form.get(2 * i)) + "=" + encoded(form.get(2 * i + 1)))
        .collect(Collectors.joining("&"));
  }

  /** What this client can send in a URL; the rest is for bodies. */
  private static String inUrl(String form) {
    return form.replaceAll("[^A-Za-z0-9%&=._~+-]", "").replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
  }
}
