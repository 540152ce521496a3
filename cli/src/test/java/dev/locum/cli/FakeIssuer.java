package dev.locum.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopSignatures;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.DpopVerifier;
import dev.locum.token.proof.ProofTiming;
import dev.locum.token.proof.ProvenRequest;
import dev.locum.token.proof.RememberedProofs;
import dev.locum.token.proof.TargetUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * The HTTP side of an auth service: metadata, device flow, refresh with rotation, revocation, login
 * pages in the form of the real ones. Real access tokens.
 */
final class FakeIssuer implements AutoCloseable {

  private static final String TRIGGER = "locum-trigger";

  static final String PASSWORD = "correct horse battery";
  static final String USER_CODE = "WDJB-MJHT";

  private static final Duration LIFE = Duration.ofMinutes(10);

  private final TestIssuer tokens;
  private final DpopVerifier proofs;
  private Optional<String> provenKey = Optional.empty();
  private Optional<String> boundTo = Optional.empty();
  private String nonce = "";
  private boolean binds = true;

  private final HttpServer server;
  private final String base;
  private final Deque<String> pollAnswers = new ArrayDeque<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile String keySet;
  private String metadataIssuer;
  private String tokenHost;
  private String validRefreshToken = "";
  private int issued;
  private boolean isAllowed;

  private FakeIssuer(TestIssuer tokens, Clock clock, HttpServer server, String scheme) {
    this.proofs =
        new DpopVerifier(
            new DpopSignatures(CryptoProviders.jdk()),
            new RememberedProofs(clock),
            ProofTiming.of(clock));
    this.tokens = tokens;
    this.server = server;
    this.base = scheme + "://127.0.0.1:" + server.getAddress().getPort();
    this.keySet = tokens.publicKeys().toJwks();
    this.metadataIssuer = base;
    this.tokenHost = base;
    server.createContext("/", this::handle);
    server.start();
  }

  static FakeIssuer start(TestIssuer tokens, Clock clock) {
    try {
      return new FakeIssuer(tokens, clock, HttpServer.create(loopback(), 0), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FakeIssuer startTls(TestIssuer tokens, Clock clock, SSLContext context) {
    try {
      HttpsServer https = HttpsServer.create(loopback(), 0);
      https.setHttpsConfigurator(new HttpsConfigurator(context));
      return new FakeIssuer(tokens, clock, https, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  String url() {
    return base;
  }

  /** From now on proofs need this nonce. */
  synchronized void askForNonce(String asked) {
    nonce = asked;
  }

  /** Proofs are not looked at: tokens are bound to nothing. */
  synchronized void bindNothing() {
    binds = false;
  }

  /** What the next polls answer instead of tokens. */
  void answerPolls(String... errors) {
    pollAnswers.addAll(List.of(errors));
  }

  /** Pretends to be another issuer. */
  void claimToBe(String issuer) {
    metadataIssuer = issuer;
  }

  /** Answers this instead of its keys. */
  void publish(String keys) {
    keySet = keys;
  }

  /** Names a token endpoint of somebody else. */
  void sendTokensTo(String host) {
    tokenHost = host;
  }

  /** Nothing refreshes any more. */
  synchronized void endSession() {
    validRefreshToken = "ended";
  }

  synchronized String validRefreshToken() {
    return validRefreshToken;
  }

  /** Method and path of what was asked. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    Map<String, String> form = form(exchange);
    switch (path) {
      case "/.well-known/oauth-authorization-server" -> json(exchange, 200, metadata());
      case "/oauth/jwks" -> json(exchange, 200, keySet);
      case "/oauth/device" -> json(exchange, 200, device());
      case "/oauth/token" -> token(exchange, form);
      case "/oauth/revoke" -> revoke(exchange, form);
      case "/device" -> devicePage(exchange, form);
      case "/login" -> loginPage(exchange, form);
      case "/logout" -> redirect(exchange, "/login", Optional.of("locum-login=; Max-Age=0"));
      default -> answer(exchange, 404, "text/plain", "");
    }
  }

  private String metadata() {
    return """
    {"issuer":"%s","token_endpoint":"%s/oauth/token","device_authorization_endpoint":"%s/oauth/device",
     "revocation_endpoint":"%s/oauth/revoke","jwks_uri":"%s/oauth/jwks",
     "grant_types_supported":["refresh_token"]}
    """
        .formatted(metadataIssuer, tokenHost, base, base, base);
  }

  private String device() {
    return """
    {"device_code":"locum_dc_secret-device-code","user_code":"%s","verification_uri":"%s/device",
     "expires_in":600,"interval":5}
    """
        .formatted(USER_CODE, base);
  }

  private synchronized void token(HttpExchange exchange, Map<String, String> form)
      throws IOException {
    String proof = exchange.getRequestHeaders().getFirst("DPoP");
    if (!nonce.isEmpty()) {
      exchange.getResponseHeaders().set("DPoP-Nonce", nonce);
    }
    try {
      provenKey = proof == null || !binds ? Optional.empty() : Optional.of(verify(proof));
    } catch (DenialException e) {
      boolean wantsNonce = e.reason() == DenialReason.PROOF_NONCE_NEEDED;
      json(exchange, 400, error(wantsNonce ? "use_dpop_nonce" : "invalid_dpop_proof"));
      return;
    }
    if (form.getOrDefault("grant_type", "").equals("refresh_token")) {
      String audience = form.getOrDefault("audience", TRIGGER);
      boolean isValid = validRefreshToken.equals(form.get("refresh_token"));
      if (!boundTo.equals(provenKey)) {
        json(exchange, 400, error("invalid_dpop_proof"));
        return;
      }
      boolean isAllowed = audience.equals(TRIGGER) || audience.equals("trip");
      json(
          exchange,
          isValid && isAllowed ? 200 : 400,
          !isAllowed
              ? error("invalid_target")
              : isValid ? fresh(audience) : error("invalid_grant"));
      return;
    }
    boolean isRight = "locum_dc_secret-device-code".equals(form.get("device_code"));
    String next = pollAnswers.isEmpty() ? "" : pollAnswers.removeFirst();
    if (!isRight || !next.isEmpty()) {
      json(exchange, 400, error(next));
    } else {
      json(exchange, 200, fresh(TRIGGER));
    }
  }

  private String verify(String proof) {
    DpopVerifier verifier =
        nonce.isEmpty() ? proofs : proofs.requiring(shown -> shown.equals(nonce));
    String origin = TargetUri.parse(base).origin();
    return verifier
        .verify(DpopProof.of(proof), ProvenRequest.of("POST", Set.of(origin), "/oauth/token"))
        .key()
        .value();
  }

  private String fresh(String audience) {
    issued++;
    boundTo = provenKey;
    validRefreshToken = "locum_rt_refresh-secret-" + issued;
    return """
    {"access_token":"%s","token_type":"%s","expires_in":%d,"refresh_token":"%s"}
    """
        .formatted(
            accessToken(audience).reveal(),
            boundTo.isPresent() ? "DPoP" : "Bearer",
            LIFE.toSeconds(),
            validRefreshToken);
  }

  private RawToken accessToken(String audience) {
    var draft = tokens.accessToken().audience(audience).life(LIFE).session("session-" + issued);
    return RawToken.of(
        boundTo.map(key -> draft.with("cnf", Map.of("jkt", key)).text()).orElseGet(draft::text));
  }

  private synchronized void revoke(HttpExchange exchange, Map<String, String> form)
      throws IOException {
    if (validRefreshToken.equals(form.get("token"))) {
      validRefreshToken = "revoked";
    }
    answer(exchange, 200, "text/plain", "");
  }

  private void devicePage(HttpExchange exchange, Map<String, String> form) throws IOException {
    if (!cookies(exchange).contains("locum-login=in")) {
      redirect(exchange, "/login", Optional.empty());
    } else if (exchange.getRequestMethod().equals("POST")) {
      boolean isRight =
          "dev-token".equals(form.get("form_token"))
              && USER_CODE.equals(form.get("user_code"))
              && "allow".equals(form.get("decision"));
      isAllowed |= isRight;
      answer(exchange, isRight ? 200 : 403, "text/html", "<p>done</p>");
    } else {
      answer(exchange, 200, "text/html", form("/device", "dev-token", "user_code") + logoutForm());
    }
  }

  boolean isAllowed() {
    return isAllowed;
  }

  private void loginPage(HttpExchange exchange, Map<String, String> form) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().add("Set-Cookie", "locum-form=abc; HttpOnly; SameSite=Strict");
      answer(exchange, 200, "text/html", form("/login", "log-token", "password"));
      return;
    }
    boolean isRight =
        "log-token".equals(form.get("form_token"))
            && cookies(exchange).contains("locum-form=abc")
            && "alice".equals(form.get("tenant"))
            && "ada".equals(form.get("username"))
            && PASSWORD.equals(form.get("password"));
    if (isRight) {
      redirect(exchange, "/device", Optional.of("locum-login=in; HttpOnly"));
    } else {
      answer(
          exchange, 403, "text/html", "<p>refused</p>" + form("/login", "log-token", "password"));
    }
  }

  private static String form(String action, String token, String field) {
    return """
    <form method="post" action="%s">
    <input type="hidden" name="form_token" value="%s">
    <label>Something
    <input name="%s" required>
    </label>
    <button>Continue</button>
    </form>
    """
        .formatted(action, token, field);
  }

  private static String logoutForm() {
    return """
    <form method="post" action="/logout">
    <input type="hidden" name="form_token" value="dev-token">
    <button>Log out</button>
    </form>
    """;
  }

  private static String cookies(HttpExchange exchange) {
    return String.join("; ", exchange.getRequestHeaders().getOrDefault("Cookie", List.of()));
  }

  private static String error(String code) {
    return "{\"error\":\"" + (code.isEmpty() ? "invalid_grant" : code) + "\"}";
  }

  private static Map<String, String> form(HttpExchange exchange) throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    for (String pair : body.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return form;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void redirect(HttpExchange exchange, String path, Optional<String> cookie)
      throws IOException {
    exchange.getResponseHeaders().add("Location", path);
    cookie.ifPresent(value -> exchange.getResponseHeaders().add("Set-Cookie", value));
    answer(exchange, 303, "text/plain", "");
  }

  private static void json(HttpExchange exchange, int status, String body) throws IOException {
    answer(exchange, status, "application/json", body);
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
