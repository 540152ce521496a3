package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static dev.locum.authservice.oauth.OAuthAssertions.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.client.CertificateSubject;
import dev.locum.authservice.client.CertificateSubject.Kind;
import dev.locum.authservice.client.ClientMethod;
import dev.locum.authservice.client.UserGrant;
import dev.locum.authservice.fixture.CertificateWorld;
import dev.locum.authservice.fixture.LoopbackClient;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.grpcauthz.tls.LeafCertificate;
import dev.locum.grpcauthz.tls.LeafCertificate.NameKind;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.ClientName;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.proof.CertificateThumbprint;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MT-1: clients that prove themselves by certificates, over real TLS (RFC 8705). */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class CertificateClientsTest {

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
  void tlsClientAuth_certificateWithTheRegisteredName_isTheClient_MT_1() {
    Map<CertificateSubject, ClientName> names = new LinkedHashMap<>();
    names.put(subject(Kind.SAN_DNS, DNS), new ClientName(ClientName.Kind.DNS, DNS));
    names.put(
        subject(Kind.SAN_URI, "https://shop.example/a"),
        new ClientName(ClientName.Kind.URI, "https://shop.example/a"));
    names.put(subject(Kind.SAN_IP, "192.0.2.7"), new ClientName(ClientName.Kind.IP, "192.0.2.7"));
    names.put(
        subject(Kind.SAN_IP, "2001:db8::7"), new ClientName(ClientName.Kind.IP, "2001:db8::7"));
    names.put(
        subject(Kind.SAN_EMAIL, "shop@example.org"),
        new ClientName(ClientName.Kind.EMAIL, "shop@example.org"));
    names.put(subject(Kind.SUBJECT_DN, "CN=shop"), new ClientName(ClientName.Kind.DNS, "other"));

    names.forEach((subject, name) -> {
      register("shop", new ClientMethod.TlsClientAuth(subject));
      assertThat(ask(certificates.clients.issueClient("shop", name), "shop").statusCode())
          .as(subject.toString())
          .isEqualTo(200);
    });
  }

  @Test
  void tlsClientAuth_anythingElse_isInvalidClientAndTheReasonIsInTheTrailAlone_MT_1() {
    register("shop", new ClientMethod.TlsClientAuth(subject(Kind.SAN_DNS, DNS)));
    ClientName dns = new ClientName(ClientName.Kind.DNS, DNS);
    CertificateMaker ours = certificates.clients;
    Map<String, IssuedCertificate> refused = new LinkedHashMap<>();
    refused.put("of no configured authority", certificates.stranger.issueClient("shop", dns));
    refused.put("not valid now", certificates.former.issueClient("shop", dns));
    refused.put(
        "of another subject",
        ours.issueClient("shop", new ClientName(ClientName.Kind.DNS, "shop.example.evil")));
    refused.put("not for a client", ours.issueServer("shop", List.of(DNS)));

    List<String> answers =
        refused.entrySet().stream()
            .map(each -> {
              world.beside.forgetEvents();
              HttpResponse<String> answer = ask(each.getValue(), "shop");
              assertError(answer, 401, "invalid_client");
              assertThat(refusal()).endsWith("client certificate: " + each.getKey());
              return answer.body();
            })
            .toList();
    assertThat(answers).containsOnly(answers.get(0));
    assertThat(answers.get(0)).doesNotContain("certificate");
  }

  /** The same name at another place of the certificate is another name. */
  @Test
  void tlsClientAuth_nameOfAnotherKind_isInvalidClient_MT_1() throws Exception {
    assertNameIsOfNoOtherKind(ClientName.Kind.EMAIL, DNS);
    assertNameIsOfNoOtherKind(ClientName.Kind.URI, "https://shop.example/a");
    assertNameIsOfNoOtherKind(ClientName.Kind.DNS, "192.0.2.7");

    register("shop", new ClientMethod.TlsClientAuth(subject(Kind.SAN_DNS, DNS)));
    assertError(ask(certificates.clients.issueClient(DNS), "shop"), 401, "invalid_client");
    register("shop", new ClientMethod.TlsClientAuth(subject(Kind.SUBJECT_DN, "CN=shop")));
    ClientName cn = new ClientName(ClientName.Kind.DNS, "shop");
    assertError(ask(certificates.clients.issueClient("Shop", cn), "shop"), 401, "invalid_client");
  }

  private void assertNameIsOfNoOtherKind(ClientName.Kind kind, String name)
      throws CertificateParsingException {
    IssuedCertificate shown = certificates.clients.issueClient("x", new ClientName(kind, name));
    assertThat(LeafCertificate.names(shown.certificate(), NameKind.valueOf(kind.name())))
        .as("the certificate has it at its place")
        .containsExactly(name);
    for (ClientName.Kind other : ClientName.Kind.values()) {
      boolean canBeAsked = other != ClientName.Kind.IP || kind == ClientName.Kind.DNS;
      if (other != kind && canBeAsked) {
        Kind asked = Kind.valueOf("SAN_" + other.name());
        register("shop", new ClientMethod.TlsClientAuth(subject(asked, name)));
        assertError(ask(shown, "shop"), 401, "invalid_client");
      }
    }
  }

  /** Whoever could issue certificates under the authority would be every client of it. */
  @Test
  void tlsClientAuth_certificateThatSignsOthers_isInvalidClient_MT_1() {
    register("shop", new ClientMethod.TlsClientAuth(subject(Kind.SAN_URI, "https://shop.example")));
    CertificateMaker ours = certificates.clients;
    for (IssuedCertificate signing :
        List.of(
            ours.issueIntermediate("shop", "https://shop.example"),
            ours.issueSigningWorkload("shop", "https://shop.example"),
            ours.issueWorkloadForAnyUse("shop", "https://shop.example"))) {
      assertError(ask(signing, "shop"), 401, "invalid_client");
    }
    assertThat(ask(ours.issueWorkload("shop", "https://shop.example"), "shop").statusCode())
        .isEqualTo(200);
  }

  @Test
  void noCertificate_orNoClientId_orAnotherClients_isInvalidClient_MT_1() {
    register("shop", new ClientMethod.TlsClientAuth(subject(Kind.SAN_DNS, DNS)));
    register("bank", new ClientMethod.TlsClientAuth(subject(Kind.SAN_DNS, "bank.example")));
    IssuedCertificate shops =
        certificates.clients.issueClient("shop", new ClientName(ClientName.Kind.DNS, DNS));

    assertError(device(certificates.withNone(), "shop"), 401, "invalid_client");
    assertError(ask(shops, "bank"), 401, "invalid_client");
    assertError(ask(shops, "nobody"), 401, "invalid_client");
    assertError(
        certificates.with(shops).post("/oauth/device_authorization", Map.of(), "scope", "work"),
        401,
        "invalid_client");
    assertThat(ask(shops, "shop").statusCode()).isEqualTo(200);
  }

  /** A client has one method: no other counts for it, whatever else is shown. */
  @Test
  void certificate_ofAClientWithASecret_isInvalidClient_andASecretOfOneWithACertificate() {
    TestClients.of(world.beside, "shop").method(new ClientMethod.SecretBasic()).put();
    String secret = TestClients.secret(world.beside, "shop");
    IssuedCertificate shown =
        certificates.clients.issueClient("shop", new ClientName(ClientName.Kind.DNS, DNS));
    assertError(ask(shown, "shop"), 401, "invalid_client");
    assertThat(withSecret(shown, secret).statusCode()).isEqualTo(200);

    register("shop", new ClientMethod.TlsClientAuth(subject(Kind.SAN_DNS, DNS)));

    assertError(withSecret(shown, secret), 401, "invalid_client");
    assertThat(ask(shown, "shop").statusCode()).isEqualTo(200);
  }

  @Test
  void selfSigned_registeredCertificate_isTheClientAndNoOtherIs_MT_1() {
    IssuedCertificate own = CertificateMaker.forTest().selfSignedCertificate();
    IssuedCertificate next = certificates.stranger.issueClient("shop");
    IssuedCertificate old = certificates.former.selfSignedCertificate();
    register("shop", selfSigned(own, next, old));
    register("bank", selfSigned(certificates.clients.issueClient("bank")));

    assertThat(ask(own, "shop").statusCode()).isEqualTo(200);
    assertThat(ask(next, "shop").statusCode()).as("whoever issued it").isEqualTo(200);
    assertError(ask(old, "shop"), 401, "invalid_client");
    assertError(ask(own, "bank"), 401, "invalid_client");
    assertError(
        ask(CertificateMaker.forTest().selfSignedCertificate(), "shop"), 401, "invalid_client");
    assertError(ask(certificates.clients.issueClient("shop"), "shop"), 401, "invalid_client");
    assertError(device(certificates.withNone(), "shop"), 401, "invalid_client");
  }

  @Test
  void publicClient_withACertificate_isNobodyMoreByIt() {
    TestClients.of(world.beside, "app").put();
    IssuedCertificate any = CertificateMaker.forTest().selfSignedCertificate();

    assertThat(ask(any, "app").statusCode()).isEqualTo(200);
    assertError(
        certificates
            .with(any)
            .post("/oauth/introspect", Map.of(), "client_id", "app", "token", "x"),
        401,
        "invalid_client");
  }

  /** The first address asks nobody, so nothing is proven there, nor by a header that names one. */
  @Test
  void firstAddress_asksForNoCertificate_andTheSecondHasNoPages() {
    register("shop", new ClientMethod.TlsClientAuth(subject(Kind.SAN_DNS, DNS)));
    IssuedCertificate right =
        certificates.clients.issueClient("shop", new ClientName(ClientName.Kind.DNS, DNS));

    assertError(device(certificates.unaskedWith(right), "shop"), 401, "invalid_client");
    assertError(
        world.client.post(
            "/oauth/device_authorization",
            Map.of("X-Client-Cert", right.certificatePem().replaceAll("\\s", "")),
            "client_id",
            "shop",
            "scope",
            "work"),
        401,
        "invalid_client");
    LoopbackClient second = certificates.with(right);
    for (String page : List.of("/login", "/device", "/oauth/authorize", "/oauth/jwks")) {
      assertThat(second.get(page).statusCode()).as(page).isEqualTo(404);
    }
  }

  @Test
  void metadata_nameTheSecondAddressAndItsMethods_MT_1() {
    JsonNode metadata = json(world.client.get("/.well-known/oauth-authorization-server"));

    assertThat(metadata.path("mtls_endpoint_aliases").path("token_endpoint").asText())
        .isEqualTo("https://auth.example:7422/oauth/token");
    assertThat(metadata.path("mtls_endpoint_aliases").size()).isEqualTo(5);
    assertThat(metadata.path("tls_client_certificate_bound_access_tokens").asBoolean()).isTrue();
    for (String endpoint :
        List.of("token_endpoint", "introspection_endpoint", "revocation_endpoint")) {
      assertThat(metadata.path(endpoint + "_auth_methods_supported").toString())
          .contains("\"tls_client_auth\"", "\"self_signed_tls_client_auth\"");
    }
    assertThat(metadata.path("token_endpoint").asText())
        .isEqualTo("https://auth.example/oauth/token");
  }

  private static CertificateSubject subject(Kind kind, String value) {
    return new CertificateSubject(kind, value);
  }

  private static ClientMethod selfSigned(IssuedCertificate... registered) {
    return new ClientMethod.SelfSigned(
        Stream.of(registered).map(each -> CertificateThumbprint.of(each.certificate())).toList());
  }

  private void register(String id, ClientMethod method) {
    TestClients.of(world.beside, id).method(method).grants(UserGrant.DEVICE_CODE).put();
  }

  private HttpResponse<String> ask(IssuedCertificate shown, String id) {
    return device(certificates.with(shown), id);
  }

  /** The first thing that a client may ask for, whoever it is. */
  private static HttpResponse<String> device(LoopbackClient client, String id) {
    return client.post("/oauth/device_authorization", Map.of(), "client_id", id, "scope", "work");
  }

  private HttpResponse<String> withSecret(IssuedCertificate shown, String secret) {
    return certificates
        .with(shown)
        .post(
            "/oauth/device_authorization",
            Map.of("Authorization", LoopbackClient.basic("shop", secret)),
            "scope",
            "work");
  }

  /** Why the only attempt was refused. */
  private String refusal() {
    List<AuditEvent> events = world.beside.events(AuditEventType.ACCESS_TOKEN_ISSUED);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).decision().reason()).isEqualTo("CREDENTIAL_UNKNOWN");
    return events.get(0).decision().detail();
  }
}
