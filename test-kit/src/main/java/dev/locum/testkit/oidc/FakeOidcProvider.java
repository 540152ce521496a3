package dev.locum.testkit.oidc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * An OpenID Connect provider on loopback. Whoever comes is its one user, logged in already; set
 * {@link #claims} to say who that is, and {@link #trick} to make it hostile.
 */
public final class FakeOidcProvider implements AutoCloseable {

  public static final String CLIENT = "locum";
  public static final String SECRET = "provider-secret-0123456789";

  /** What its access tokens are for, and the client that asks for them. */
  public static final String AUDIENCE = "locum-api";

  public static final String APPLICATION = "app";

  private static final String PATH = "/realm";

  /** What the ID token says beside the registered claims; {@code sub} is one of them. */
  public final Map<String, Object> claims = new ConcurrentHashMap<>(Map.of("sub", "sub-1"));

  /** Every path that was asked for, in order. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final FakeIdTokens tokens;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private volatile ProviderTrick trick = ProviderTrick.NONE;

  private FakeOidcProvider(HttpServer server, Clock clock) {
    this.server = server;
    this.tokens = new FakeIdTokens(clock);
  }

  /** Starts one on a free port. */
  public static FakeOidcProvider start(Clock clock) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      FakeOidcProvider provider = new FakeOidcProvider(server, clock);
      server.createContext("/", provider::serve);
      server.setExecutor(provider.threads);
      server.start();
      return provider;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its issuer. */
  public String issuer() {
    return origin() + PATH;
  }

  /** The origin at which it is. */
  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** An access token of its user. */
  public String accessToken() {
    return accessToken(AccessTokenForm.standard(), unchanged -> {});
  }

  /** An access token of its user that looks so, after that change of its claims. */
  public String accessToken(AccessTokenForm form, Consumer<Map<String, Object>> change) {
    return tokens.issueAccess(issuer(), claims, form, change);
  }

  /** An ID token of its user, as a login of that nonce would get it. */
  public String idToken(String nonce) {
    return tokens.issue(issuer(), nonce, claims, trick);
  }

  /** From now on it does this. */
  public void play(ProviderTrick played) {
    trick = played;
  }

  /** Follows a browser's redirect to it; answers where it sends the browser. */
  public URI visit(String location) {
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(location)).GET().build(),
                  HttpResponse.BodyHandlers.ofString());
      return URI.create(answer.headers().firstValue("Location").orElseThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(path);
    switch (path) {
      case PATH + "/.well-known/openid-configuration" -> metadata(exchange);
      case PATH + "/authorize" -> authorize(exchange);
      case PATH + "/token" -> token(exchange);
      case PATH + "/jwks" -> keys(exchange);
      case PATH + "/logout" -> logout(exchange);
      default -> answer(exchange, 404, "{}");
    }
  }

  private void metadata(HttpExchange exchange) throws IOException {
    if (trick == ProviderTrick.METADATA_NEVER) {
      never();
    }
    String elsewhere = "http://localhost:" + server.getAddress().getPort() + PATH;
    boolean isOther = trick == ProviderTrick.METADATA_OF_ANOTHER_ISSUER;
    Map<String, Object> members = new HashMap<>();
    members.put("issuer", isOther ? issuer() + "/" : issuer());
    members.put("authorization_endpoint", issuer() + "/authorize");
    members.put(
        "token_endpoint",
        (trick == ProviderTrick.TOKEN_ENDPOINT_ELSEWHERE ? elsewhere : issuer()) + "/token");
    members.put(
        "jwks_uri", (trick == ProviderTrick.KEYS_ELSEWHERE ? elsewhere : issuer()) + "/jwks");
    members.put("authorization_response_iss_parameter_supported", true);
    if (trick != ProviderTrick.END_SESSION_NOWHERE) {
      members.put(
          "end_session_endpoint",
          (trick == ProviderTrick.END_SESSION_ELSEWHERE ? elsewhere : issuer()) + "/logout");
    }
    answer(exchange, 200, FakeIdTokens.json(members));
  }

  /** RP-Initiated Logout 1.0 §3. */
  private void logout(HttpExchange exchange) throws IOException {
    Map<String, String> request = form(exchange.getRequestURI().getRawQuery());
    redirect(
        exchange,
        request.get("post_logout_redirect_uri")
            + "?"
            + encode(Map.of("state", request.getOrDefault("state", ""))));
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> request = form(exchange.getRequestURI().getRawQuery());
    String code = UUID.randomUUID().toString();
    Map<String, String> response = new HashMap<>();
    response.put("state", request.getOrDefault("state", ""));
    if (trick == ProviderTrick.ACCESS_DENIED) {
      response.put("error", "access_denied");
    } else {
      codes.put(code, request);
      response.put("code", code);
    }
    if (trick == ProviderTrick.RESPONSE_OF_ANOTHER_ISSUER) {
      response.put("iss", "http://127.0.0.1:1/honest");
    } else if (trick != ProviderTrick.RESPONSE_WITHOUT_ISSUER) {
      response.put("iss", issuer());
    }
    redirect(exchange, request.get("redirect_uri") + "?" + encode(response));
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Map<String, String> request =
        Objects.requireNonNullElse(codes.remove(form.getOrDefault("code", "")), Map.of());
    if (!basic().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    boolean isRight =
        form.getOrDefault("redirect_uri", "").equals(request.get("redirect_uri"))
            && FakeIdTokens.sha256(form.getOrDefault("code_verifier", ""))
                .equals(request.get("code_challenge"));
    switch (trick) {
      case TOKEN_NEVER -> never();
      case TOKEN_FAILS -> answer(exchange, 500, "a stack trace");
      case TOKEN_BUSY -> {
        exchange.getResponseHeaders().set("Retry-After", "3600");
        answer(exchange, 429, "{}");
      }
      case TOKEN_REDIRECT -> redirect(exchange, issuer() + "/elsewhere");
      case TOKEN_WITHOUT_ID_TOKEN ->
          answer(exchange, 200, "{\"access_token\":\"at\",\"token_type\":\"Bearer\"}");
      default -> {
        if (isRight) {
          String idToken = tokens.issue(issuer(), request.getOrDefault("nonce", ""), claims, trick);
          answer(
              exchange,
              200,
              FakeIdTokens.json(
                  Map.of(
                      "access_token",
                      FakeIdTokens.ACCESS_TOKEN,
                      "token_type",
                      "Bearer",
                      "id_token",
                      idToken)));
        } else {
          answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
        }
      }
    }
  }

  private void keys(HttpExchange exchange) throws IOException {
    switch (trick) {
      case KEYS_HUGE -> answer(exchange, 200, tokens.keySet() + " ".repeat(200_000));
      case KEYS_REDIRECT -> redirect(exchange, issuer() + "/elsewhere");
      default -> answer(exchange, 200, tokens.keySet());
    }
  }

  private void never() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String basic() {
    String pair = CLIENT + ":" + SECRET;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    answer(exchange, 302, "");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Map<String, String> form(String text) {
    Map<String, String> form = new HashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      form.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return form;
  }

  private static String encode(Map<String, String> form) {
    StringBuilder encoded = new StringBuilder();
    form.forEach((name, value) ->
        encoded
            .append(encoded.length() == 0 ? "" : "&")
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return encoded.toString();
  }
}
