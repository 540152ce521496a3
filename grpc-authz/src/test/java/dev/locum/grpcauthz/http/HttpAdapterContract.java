package dev.locum.grpcauthz.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.TrustedWorkload;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.Requirements;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.trust.MeshIdentityTrust;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.ActionSet;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.TokenId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.KeyedNonces;
import dev.locum.token.proof.TargetUri;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an adapter of a web framework must do, over real connections: the rules of gRPC over HTTP
 * (S2-14 to S2-23, H1, H5, H6, H8, H9, H15). Whoever adapts another framework extends it.
 */
@Timeout(60)
public abstract class HttpAdapterContract {

  /** Names of credential headers, for handlers that ask for each by name. */
  protected static final List<String> CREDENTIALS =
      List.of("Authorization", "COOKIE", "x-auth-roles", "X-Forwarded-For");

  private static final Audience SHOP = new Audience("shop");
  private static final String PRINCIPAL = "cluster.local/ns/trips/sa/worker";

  /** The name under which the service says that it is reached, whatever its port here. */
  private static final String ORIGIN = "https://shop.example";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final TestClock clock = TestClock.atNoon();
  private final TestIssuer issuer = TestIssuer.at(clock);
  private final RecordingAuditSink audit = new RecordingAuditSink();
  private final Handling handler = new Handling();

  /** Starts a server on a free port of 127.0.0.1 that hands every request to the handling. */
  protected abstract void start(HttpAuthorization authorization, Handling handling)
      throws Exception;

  /** The port of the server. */
  protected abstract int port();

  /** Ends the server. */
  protected abstract void stop() throws Exception;

  @BeforeEach
  void startServer() throws Exception {
    start(authorization(TokenHolders.builder(clock).reachedAt(ORIGIN).build()), handler);
  }

  @AfterEach
  void stopServer() throws Exception {
    stop();
  }

  private HttpAuthorization authorization(TokenHolders holders) {
    HttpRoutes routes =
        HttpRoutes.builder()
            .open("GET", "/open")
            .internal("POST", "/buy", new Requirements(Set.of(), Set.of("shop.buy")))
            .gated("GET", "/mine/*", new Requirements(Set.of("rider"), Set.of()))
            .build();
    CallerAuthenticator callers =
        CallerAuthenticator.builder()
            .self(SHOP)
            .verifier(issuer.verifier())
            .accept(CallerMode.EXCHANGE, CallerMode.ON_BEHALF, CallerMode.USER)
            .trust(worker("alice-worker"))
            .trustSource(MeshIdentityTrust.allowing(PRINCIPAL, worker("mesh-worker")))
            .holders(holders)
            .build();
    return HttpAuthorization.of(
        routes,
        callers,
        new AuditRecorder(
            AuditParties.of("downstream", "shop"),
            audit,
            new EventIds(clock, new Random(1)),
            clock));
  }

  private static TrustedWorkload worker(String id) {
    return TrustedWorkload.of(new WorkloadId(id))
        .withActions(ActionSet.ofNames("shop.buy"))
        .onBehalfOf(new TenantId("alice"));
  }

  @Test
  void open_anybody_reachesAsNobody() {
    assertThat(get("/open").statusCode()).isEqualTo(200);
    assertThat(get("/open", "authorization", "Bearer garbage").statusCode()).isEqualTo(200);
    assertThat(handler.callers).extracting(Object::toString).containsOnly("CallerContext[NONE]");
  }

  /** S2-15, S2-18, S2-19: service, user and tenant reach the handler and the trail. */
  @Test
  void buy_forwardedIdentityOfATrustedService_reaches() {
    HttpResponse<String> answer =
        post(
            "/buy",
            "Authorization",
            "Bearer " + service("alice-worker"),
            "X-Forwarded-User",
            "user-ada",
            "X-Forwarded-Tenant",
            "alice");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("alice-worker for user-ada of alice");
    assertThat(audit.only(AuditEventType.DOWNSTREAM_CALLED).decision().detail())
        .contains("POST /buy")
        .contains("alice-worker");
  }

  /** S2-22, S2-23: forwarded headers without a trusted service, twice, or for another tenant. */
  @Test
  void buy_forwardedHeadersWithoutRight_areRefused() {
    String service = "Bearer " + service("alice-worker");
    String user = "Bearer " + issuer.accessToken().audience("shop").text();
    refused(
        401,
        DenialReason.FORWARDED_HEADER_REFUSED,
        post("/buy", "x-forwarded-user", "user-ada", "x-forwarded-tenant", "alice"));
    refused(
        401,
        DenialReason.FORWARDED_HEADER_REFUSED,
        forwarded("Bearer " + service("stranger"), "user-ada", "alice"));
    refused(401, DenialReason.FORWARDED_HEADER_REFUSED, forwarded(user, "user-ada", "alice"));
    refused(401, DenialReason.FORWARDED_HEADER_REFUSED, forwarded(service, "user-ben", "bob"));
    refused(401, DenialReason.FORWARDED_HEADER_REFUSED, forwarded(service, "a b", "alice"));
    refused(
        401,
        DenialReason.FORWARDED_HEADER_REFUSED,
        post(
            "/buy",
            "authorization",
            service,
            "x-forwarded-user",
            "user-ada",
            "x-forwarded-user",
            "user-ben",
            "x-forwarded-tenant",
            "alice"));
    refused(
        401,
        DenialReason.TOKEN_REJECTED,
        post("/buy", "authorization", service, "authorization", service));
    assertThat(handler.callers).isEmpty();
  }

  /**
   * S4-24: the server is reached over loopback, as from a sidecar; another principal is not listed.
   */
  @Test
  void buy_meshIdentity_reachesAndNearMissesDoNot() {
    assertThat(post("/buy", "x-forwarded-client-principal", PRINCIPAL).body())
        .isEqualTo("mesh-worker");
    refused(
        401,
        DenialReason.CREDENTIAL_REJECTED,
        post("/buy", "x-forwarded-client-principal", PRINCIPAL + "2"));
  }

  /** DP-1 to DP-4, S3-42: a bound token opens with a fresh proof for this request alone. */
  @Test
  void buy_boundToken_needsAFreshProofForThisRequest() {
    DpopKey key =
        DpopKey.generate(
            CryptoProviders.jdk(), clock, () -> new TokenId(UUID.randomUUID().toString()));
    String token =
        issuer
            .downstreamToken()
            .audience("shop")
            .actions("shop.buy")
            .with("cnf", Map.of("jkt", key.thumbprint().value()))
            .text();
    String proof = proof(key, token, "/buy");

    assertThat(post("/buy", "authorization", "DPoP " + token, "dpop", proof).statusCode())
        .isEqualTo(200);
    refused(
        401,
        DenialReason.PROOF_REJECTED,
        post("/buy", "authorization", "DPoP " + token, "dpop", proof));
    refused(
        401,
        DenialReason.PROOF_REJECTED,
        post("/buy", "authorization", "DPoP " + token, "dpop", proof(key, token, "/open")));
    refused(401, DenialReason.PROOF_NEEDED, post("/buy", "authorization", "Bearer " + token));
    refused(401, DenialReason.PROOF_NEEDED, post("/buy", "authorization", "DPoP " + token));
    assertThat(handler.seen).noneMatch(headers -> headers.contains(proof));
  }

  /** MT-1, S3-42: no header is the certificate to which a token is bound. */
  @Test
  void buy_tokenBoundToACertificate_withoutTheConnection_isRefused() {
    String token =
        issuer
            .downstreamToken()
            .audience("shop")
            .actions("shop.buy")
            .with("cnf", Map.of("x5t#S256", "A".repeat(43)))
            .text();

    refused(401, DenialReason.PROOF_NEEDED, post("/buy", "authorization", "Bearer " + token));
    for (String header : List.of("x-forwarded-client-cert", "x-client-cert", "client-cert")) {
      refused(
          401,
          DenialReason.PROOF_NEEDED,
          post("/buy", "authorization", "Bearer " + token, header, "Hash=" + "0".repeat(64)));
    }
  }

  /** DP-5: 401 with one nonce; a refusal for anything else has none, an answer the next one. */
  @Test
  void buy_whereNoncesAreAskedFor_needsOneOfTheService() throws Exception {
    stop();
    start(
        authorization(
            TokenHolders.builder(clock)
                .reachedAt(ORIGIN)
                .nonces(new KeyedNonces(new byte[32], clock))
                .build()),
        handler);
    DpopKey key =
        DpopKey.generate(
            CryptoProviders.jdk(), clock, () -> new TokenId(UUID.randomUUID().toString()));
    String token =
        issuer
            .downstreamToken()
            .audience("shop")
            .actions("shop.buy")
            .with("cnf", Map.of("jkt", key.thumbprint().value()))
            .text();

    HttpResponse<String> asked =
        post("/buy", "authorization", "DPoP " + token, "dpop", proof(key, token, "/buy"));
    refused(401, DenialReason.PROOF_NONCE_NEEDED, asked);
    assertThat(asked.headers().firstValue("www-authenticate"))
        .contains("DPoP error=\"use_dpop_nonce\"");
    assertThat(asked.headers().allValues("dpop-nonce")).hasSize(1);
    String nonce = asked.headers().firstValue("dpop-nonce").orElseThrow();

    HttpResponse<String> answered =
        post("/buy", "authorization", "DPoP " + token, "dpop", proof(key, token, "/buy", nonce));
    assertThat(answered.statusCode()).isEqualTo(200);
    assertThat(answered.headers().allValues("dpop-nonce")).as("the next one").hasSize(1);
    HttpResponse<String> rejected =
        post("/buy", "authorization", "DPoP " + token, "dpop", proof(key, token, "/open", nonce));
    refused(401, DenialReason.PROOF_REJECTED, rejected);
    assertThat(rejected.headers().allValues("dpop-nonce")).isEmpty();
  }

  private static String proof(DpopKey key, String token, String path) {
    return proof(key, token, path, "");
  }

  private static String proof(DpopKey key, String token, String path, String nonce) {
    return key.proveAccessToken("POST", new TargetUri(ORIGIN, path), token, nonce).reveal();
  }

  /** H1: a user's token opens gated routes and no internal one. */
  @Test
  void buy_usersToken_isUnauthenticated() {
    String user = "Bearer " + issuer.accessToken().audience("shop").roles("rider").text();

    assertThat(get("/mine/trips", "authorization", user).statusCode()).isEqualTo(200);
    refused(401, DenialReason.NO_CREDENTIAL, post("/buy", "authorization", user));
    refused(401, DenialReason.NO_CREDENTIAL, post("/buy"));
    refused(
        403,
        DenialReason.CALLER_NOT_ALLOWED,
        get(
            "/mine/trips",
            "authorization",
            "Bearer " + issuer.accessToken().audience("shop").roles("clerk").text()));
  }

  /** What is not in the table, or has another reading, is refused to everybody. */
  @Test
  void anotherRoute_isRefused() {
    String user = "Bearer " + issuer.accessToken().audience("shop").roles("rider").text();
    for (String path : List.of("/other", "/mine", "/open/x", "/mine/a;b", "/%6dine/trips")) {
      refused(403, DenialReason.METHOD_NOT_ALLOWED, get(path, "authorization", user));
      refused(401, DenialReason.NO_CREDENTIAL, get(path));
    }
  }

  /** H5, H6: on every route, the handler sees no credential, in whatever way it asks. */
  @Test
  void everyRoute_credentialHeaders_areGone() {
    String[] forged = {
      "Authorization",
      "forged",
      "Cookie",
      "a=forged",
      "X-Auth-Roles",
      "forged",
      "X-Internal-Secret",
      "forged",
      "X-Forwarded-Client-Principal",
      "forged",
      "X-Forwarded-For",
      "forged",
      "Forwarded",
      "for=forged",
      "X-Unrelated",
      "stays"
    };
    get("/open", forged);
    post(
        "/buy",
        "x-forwarded-client-principal",
        PRINCIPAL,
        "cookie",
        "a=forged",
        "x-unrelated",
        "stays");

    assertThat(handler.seen).hasSize(2);
    assertThat(handler.seen)
        .allSatisfy(seen -> assertThat(seen).contains("stays").doesNotContain("forged", PRINCIPAL));
  }

  /** S4-19 of the trail: an unkept event lets nobody in. */
  @Test
  void buy_auditAway_isUnavailable() {
    audit.breakDown();
    refused(
        503,
        DenialReason.AUTHORITY_UNAVAILABLE,
        post("/buy", "x-forwarded-client-principal", PRINCIPAL));
    assertThat(handler.callers).isEmpty();
  }

  /** A handler's own refusal is told like ours. */
  @Test
  void open_handlerRefuses_isToldWithItsCode() {
    handler.effect =
        () -> {
          throw new DenialException(DenialReason.ENTITY_NOT_FOUND, "secret");
        };
    refused(404, DenialReason.ENTITY_NOT_FOUND, get("/open"));
  }

  @Test
  void of_internalRouteWithoutTrustSource_doesNotStart() {
    CallerAuthenticator users =
        CallerAuthenticator.builder()
            .self(SHOP)
            .verifier(issuer.verifier())
            .accept(CallerMode.USER)
            .build();
    HttpRoutes routes =
        HttpRoutes.builder().internal("POST", "/buy", new Requirements(Set.of(), Set.of())).build();
    AuditRecorder recorder =
        new AuditRecorder(
            AuditParties.of("downstream", "shop"),
            audit,
            new EventIds(clock, new Random(1)),
            clock);

    assertThatThrownBy(() -> HttpAuthorization.of(routes, users, recorder))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("POST /buy");
  }

  private HttpResponse<String> forwarded(String authorization, String user, String tenant) {
    return post(
        "/buy",
        "authorization",
        authorization,
        "x-forwarded-user",
        user,
        "x-forwarded-tenant",
        tenant);
  }

  private static void refused(int status, DenialReason reason, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body())
        .startsWith("{\"code\":\"" + reason.code() + "\",\"message\":\"" + reason.sentence() + "\"")
        .doesNotContain("secret");
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/json");
  }

  private String service(String workload) {
    return issuer.serviceToken().workload(workload).audience("shop").text();
  }

  private HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  private HttpResponse<String> post(String path, String... headers) {
    return send(request(path, headers).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Answers who it thinks calls, and remembers all that a handler can see. */
  protected static final class Handling {

    private final List<CallerContext> callers = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile Runnable effect = () -> {};

    /** Nothing has been handled yet. */
    public Handling() {}

    /**
     * The body of the answer.
     *
     * @param ofRequest the caller that the request itself names
     * @param visible every header with its values, by whatever ways there are to ask for them
     */
    public String handle(CallerContext ofRequest, String visible) {
      effect.run();
      CallerContext caller = CallerContext.current();
      assertThat(ofRequest).isSameAs(caller);
      callers.add(caller);
      seen.add(visible);
      return caller.service().map(WorkloadId::value).orElse("")
          + caller.onBehalfOf().map(who -> " for " + who.user() + " of " + who.tenant()).orElse("");
    }
  }
}
