package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.client.CertificateSubject;
import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CertificateWorld;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.Proofs;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.ClientName;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.proof.TargetUri;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MT-1: tokens that are bound to certificates, over real TLS (RFC 8705 §3, §4, §7.1). */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class CertificateBoundTokensTest {

  private static final String DNS = "shop.example";

  private CertificateWorld certificates;
  private ProcessWorld world;

  @BeforeEach
  void open(@TempDir Path directory) {
    certificates = CertificateWorld.open(directory);
    world = certificates.world;
  }

  @AfterEach
  void close() {
    certificates.close();
  }

  @Test
  void accessToken_isBoundToTheCertificate_andCountsWithNoOther_MT_1() {
    registerShop();
    IssuedCertificate own = shops();
    JsonNode tokens = json(redeem(certificates.with(own), code("shop")));
    String access = tokens.path("access_token").asText();

    assertThat(tokens.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(CertificateWorld.boundTo(access)).contains(own.thumbprint());
    assertThat(userInfo(certificates.with(own), access).statusCode()).isEqualTo(200);
    for (LoopbackClient thief :
        new LoopbackClient[] {
          certificates.with(shops()),
          certificates.with(CertificateMaker.forTest().selfSignedCertificate()),
          certificates.withNone(),
          certificates.unaskedWith(own)
        }) {
      HttpResponse<String> refused = userInfo(thief, access);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
          .contains("error=\"invalid_token\"");
    }
  }

  @Test
  void accessToken_ofAClientThatDoesNotAsk_isBoundToNothing() {
    TestClients.of(world.beside, "shop").method(shopsMethod()).put();

    JsonNode tokens = json(redeem(certificates.with(shops()), code("shop")));

    String access = tokens.path("access_token").asText();
    assertThat(CertificateWorld.boundTo(access)).isEmpty();
    assertThat(userInfo(certificates.withNone(), access).statusCode()).isEqualTo(200);
  }

  /** RFC 8705 §3: another method proves the client; the certificate is what its tokens need. */
  @Test
  void boundClient_withoutACertificate_getsNoToken_andItsCodeIsNotUsedUp_MT_1() {
    TestClients.of(world.beside, "shop").method(new ClientMethod.SecretBasic()).boundTokens().put();
    Map<String, String> secret =
        Map.of(
            "Authorization",
            LoopbackClient.basic("shop", TestClients.secret(world.beside, "shop")));
    String code = code("shop");
    world.beside.forgetEvents();

    assertError(flow("shop", certificates.withNone()).redeem(code, secret), 400, "invalid_request");
    assertError(flow("shop", world.client).redeem(code, secret), 400, "invalid_request");
    LoopbackClient expired = certificates.with(certificates.former.selfSignedCertificate());
    assertError(flow("shop", expired).redeem(code, secret), 400, "invalid_request");
    assertThat(world.beside.events(AuditEventType.ACCESS_TOKEN_ISSUED))
        .hasSize(3)
        .allMatch(event -> event.decision().reason().equals("PROOF_NEEDED"));

    IssuedCertificate any = CertificateMaker.forTest().selfSignedCertificate();
    JsonNode tokens =
        json(
            flow("shop", certificates.with(any))
                .redeem(code, secret, "audience", "https://auth.example"));
    assertThat(CertificateWorld.boundTo(tokens.path("access_token").asText()))
        .contains(any.thumbprint());
  }

  /** ADR 0043: which of both it wants, it has not said; nothing is dropped and nothing used up. */
  @Test
  void boundClient_thatProvesAKeyAsWell_isInvalidRequest_andItsCodeIsNotUsedUp_MT_1_DP_4() {
    registerShop();
    LoopbackClient shop = certificates.with(shops());
    String code = code("shop");
    world.beside.forgetEvents();

    assertError(redeemProven(shop, code), 400, "invalid_request");
    assertThat(world.beside.events(AuditEventType.ACCESS_TOKEN_ISSUED))
        .singleElement()
        .matches(event -> event.decision().reason().equals("PROOF_MALFORMED"));
    String refresh = refreshToken(redeem(shop, code));
    HttpResponse<String> both =
        shop.post(
            "/oauth/token",
            Map.of("DPoP", proof()),
            "grant_type",
            "refresh_token",
            "client_id",
            "shop",
            "refresh_token",
            refresh);
    assertError(both, 400, "invalid_request");
    assertThat(refresh(shop, "shop", refresh).statusCode()).isEqualTo(200);
  }

  /** A proof asks by itself; the certificate only proves the client, and holds no such token. */
  @Test
  void clientThatDoesNotAsk_provesAKeyAtTheSecondAddress_andIsBoundToThatAlone_DP_4() {
    TestClients.of(world.beside, "shop").method(shopsMethod()).put();
    IssuedCertificate own = shops();

    JsonNode tokens = json(redeemProven(certificates.with(own), code("shop")));

    assertThat(tokens.path("token_type").asText()).isEqualTo("DPoP");
    String access = tokens.path("access_token").asText();
    assertThat(CertificateWorld.boundTo(access)).contains("null");
    assertThat(userInfo(certificates.with(own), access).statusCode()).isEqualTo(401);
    assertError(
        refresh(certificates.with(own), "shop", tokens.path("refresh_token").asText()),
        400,
        "invalid_dpop_proof");
  }

  /** A token counts by its own scheme: a certificate is none of {@code DPoP}. */
  @Test
  void boundToken_byTheSchemeDpop_isRefused_MT_1() {
    registerShop();
    IssuedCertificate own = shops();
    String access =
        json(redeem(certificates.with(own), code("shop"))).path("access_token").asText();

    assertThat(
            certificates
                .with(own)
                .get("/oauth/userinfo", "Authorization", "DPoP " + access)
                .statusCode())
        .isEqualTo(401);
    assertThat(userInfo(certificates.with(own), access).statusCode()).isEqualTo(200);
  }

  /** RFC 8705 §7.1: it proves itself again, and may have another certificate by then. */
  @Test
  void refresh_ofAConfidentialClient_bindsToItsCertificateOfNow() {
    registerShop();
    String first = refreshToken(redeem(certificates.with(shops()), code("shop")));
    IssuedCertificate renewed = shops();

    JsonNode tokens = json(refresh(certificates.with(renewed), "shop", first));

    assertThat(CertificateWorld.boundTo(tokens.path("access_token").asText()))
        .contains(renewed.thumbprint());
    assertError(
        refresh(certificates.withNone(), "shop", tokens.path("refresh_token").asText()),
        401,
        "invalid_client");
  }

  /** RFC 8705 §4: a public client proves nothing else, so its refresh token is bound, too. */
  @Test
  void refresh_ofAPublicClient_countsWithItsCertificateAlone_andAThiefEndsNothing_MT_1() {
    TestClients.of(world.beside, "app").boundTokens().put();
    IssuedCertificate own = CertificateMaker.forTest().selfSignedCertificate();
    String first = refreshToken(redeem(certificates.with(own), code("app"), "app"));
    IssuedCertificate thiefs = CertificateMaker.forTest().selfSignedCertificate();

    assertError(refresh(certificates.with(thiefs), "app", first), 400, "invalid_grant");
    assertError(refresh(certificates.withNone(), "app", first), 400, "invalid_request");
    JsonNode tokens = json(refresh(certificates.with(own), "app", first));
    assertThat(CertificateWorld.boundTo(tokens.path("access_token").asText()))
        .contains(own.thumbprint());
    String second = tokens.path("refresh_token").asText();
    assertError(refresh(certificates.with(thiefs), "app", second), 400, "invalid_grant");

    TestClients.of(world.beside, "app").put();
    assertError(refresh(certificates.with(own), "app", second), 400, "invalid_grant");
  }

  @Test
  void revocation_ofABoundToken_needsNoCertificate() {
    registerShop();
    IssuedCertificate own = shops();
    String access =
        json(redeem(certificates.with(own), code("shop"))).path("access_token").asText();
    LoopbackClient renewed = certificates.with(shops());

    assertThat(
            renewed
                .post("/oauth/revoke", Map.of(), "client_id", "shop", "token", access)
                .statusCode())
        .isEqualTo(200);
    assertThat(userInfo(certificates.with(own), access).statusCode()).isEqualTo(401);
  }

  private void registerShop() {
    TestClients.of(world.beside, "shop").method(shopsMethod()).boundTokens().put();
  }

  private static ClientMethod shopsMethod() {
    return new ClientMethod.TlsClientAuth(
        new CertificateSubject(CertificateSubject.Kind.SAN_DNS, DNS));
  }

  /** A further certificate of the shop. */
  private IssuedCertificate shops() {
    return certificates.clients.issueClient("shop", new ClientName(ClientName.Kind.DNS, DNS));
  }

  private static CodeFlow flow(String client, LoopbackClient at) {
    return new CodeFlow(at, client);
  }

  /** Ada allows the client a code, at the first address. */
  private String code(String client) {
    return flow(client, world.client)
        .allowedByAda(new Browser(world.client))
        .getOrDefault("code", "");
  }

  private static HttpResponse<String> redeem(LoopbackClient at, String code) {
    return redeem(at, code, "shop");
  }

  /** For the auth service itself, which asks for certificates. */
  private static HttpResponse<String> redeem(LoopbackClient at, String code, String client) {
    return flow(client, at).redeem(code, Map.of(), "audience", "https://auth.example");
  }

  /** The same with a proof of a key. */
  private HttpResponse<String> redeemProven(LoopbackClient at, String code) {
    return flow("shop", at)
        .redeem(
            code, Map.of("DPoP", proof()), "client_id", "shop", "audience", "https://auth.example");
  }

  private String proof() {
    return Proofs.key(world.beside)
        .prove("POST", new TargetUri("https://auth.example", "/oauth/token"))
        .reveal();
  }

  private static HttpResponse<String> refresh(LoopbackClient at, String client, String token) {
    return at.post(
        "/oauth/token",
        Map.of(),
        "grant_type",
        "refresh_token",
        "client_id",
        client,
        "refresh_token",
        token,
        "audience",
        "https://auth.example");
  }

  private static String refreshToken(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).path("refresh_token").asText();
  }

  private static HttpResponse<String> userInfo(LoopbackClient client, String access) {
    return client.get("/oauth/userinfo", "Authorization", "Bearer " + access);
  }
}
