package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.gateway.fixture.RecordingFrontend;
import dev.locum.gateway.upstream.AuthorizedUpstream;
import dev.locum.gateway.upstream.TemporalMethods;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.settings.ClientCertificate;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.settings.value.Secret;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.net.FreePort;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway shows to a Temporal that does not take everybody, and whom it takes for one. */
class UpstreamCredentialsTest {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final DescribeNamespaceRequest DESCRIBE =
      DescribeNamespaceRequest.newBuilder().setNamespace("default").build();

  private final CertificateMaker temporals = CertificateMaker.forTest();
  private final CertificateMaker gateways = CertificateMaker.forTest();

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // each test starts its own
  private RecordingFrontend frontend;

  @SuppressWarnings("NullAway.Init") // each test starts its own
  private GatewayWorld world;

  @AfterEach
  void end() {
    world.close();
    frontend.close();
  }

  /** A Temporal under TLS, and a gateway before it that has these settings of it. */
  private void start(
      boolean asksForCertificates,
      CertificateMaker trusted,
      Optional<String> serverName,
      Shown shown)
      throws IOException {
    IssuedCertificate server = temporals.issueLocalServer("temporal");
    TlsServerCredentials.Builder credentials =
        TlsServerCredentials.newBuilder()
            .keyManager(bytes(server.certificatePem()), bytes(server.privateKeyPem()));
    if (asksForCertificates) {
      credentials
          .trustManager(bytes(gateways.certificatePem()))
          .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
    }
    frontend = RecordingFrontend.start(credentials.build());
    TemporalSettings temporal =
        new TemporalSettings(
            Address.parse(frontend.address()),
            new ClientTransport.Tls(
                CertificateAuthority.of(
                    trusted.writeCertificate(directory.resolve("temporal-ca.pem"))),
                serverName),
            shown.apiKey().map(Secret::of),
            shown.certificate(),
            shown.token());
    world =
        GatewayWorld.start(
            directory, new OpenRules(), settings -> GatewayWorld.with(settings, temporal));
  }

  /** What the gateway shows. */
  private record Shown(
      Optional<String> apiKey, Optional<ClientCertificate> certificate, boolean token) {

    static Shown nothing() {
      return new Shown(Optional.empty(), Optional.empty(), false);
    }

    static Shown apiKey(String key) {
      return new Shown(Optional.of(key), Optional.empty(), false);
    }

    static Shown certificate(ClientCertificate certificate) {
      return new Shown(Optional.empty(), Optional.of(certificate), false);
    }

    static Shown aToken() {
      return new Shown(Optional.empty(), Optional.empty(), true);
    }
  }

  private ClientCertificate certificate(CertificateMaker authority) throws IOException {
    IssuedCertificate issued = authority.issueClient("gateway");
    return new ClientCertificate(
        issued.writeCertificate(directory.resolve("to-temporal.pem")),
        Secret.of(issued.privateKeyPem()));
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private void call() {
    WorkflowServiceGrpc.newBlockingStub(world.withApiKey("alice-worker"))
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .describeNamespace(DESCRIBE);
  }

  private void assertUnavailable() {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, this::call);

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.TEMPORAL_UNAVAILABLE);
  }

  private String authorization() {
    return Objects.requireNonNull(
        frontend.headers(WorkflowServiceGrpc.getDescribeNamespaceMethod()).get(AUTHORIZATION));
  }

  @Test
  void temporalOfATrustedAuthority_isCalled() throws Exception {
    start(false, temporals, Optional.empty(), Shown.nothing());

    call();

    assertThat(frontend.headers(WorkflowServiceGrpc.getDescribeNamespaceMethod()).keys())
        .doesNotContain("authorization");
  }

  @Test
  void serverOfAnotherAuthority_isNoTemporal() throws Exception {
    start(false, gateways, Optional.empty(), Shown.apiKey("never-shown"));

    assertUnavailable();
    assertThat(frontend.count()).isZero();
  }

  @Test
  void serverOfAnotherName_isNoTemporal() throws Exception {
    start(false, temporals, Optional.of("temporal.example.com"), Shown.apiKey("never-shown"));

    assertUnavailable();
    assertThat(frontend.count()).isZero();
  }

  @Test
  void certificate_isShownToATemporalThatAsksForOne() throws Exception {
    start(true, temporals, Optional.empty(), Shown.certificate(certificate(gateways)));

    call();

    assertThat(frontend.count()).isOne();
  }

  @Test
  void certificateOfAnotherAuthority_isNotTaken() throws Exception {
    start(true, temporals, Optional.empty(), Shown.certificate(certificate(temporals)));

    assertUnavailable();
    assertThat(frontend.count()).isZero();
  }

  @Test // as Temporal Cloud takes it: a key, and the namespace beside it
  void apiKey_isSentInPlaceOfTheCallersCredential() throws Exception {
    start(false, temporals, Optional.empty(), Shown.apiKey("key-of-the-cloud"));

    call();

    assertThat(authorization()).isEqualTo("Bearer key-of-the-cloud");
    assertThat(
            frontend
                .headers(WorkflowServiceGrpc.getDescribeNamespaceMethod())
                .get(Metadata.Key.of("temporal-namespace", Metadata.ASCII_STRING_MARSHALLER)))
        .isEqualTo("default");
  }

  @Test
  void token_isForTemporalAlone_andTheGatewaysOwn() throws Exception {
    start(false, temporals, Optional.empty(), Shown.aToken());

    call();

    String[] parts = authorization().split("\\.");
    assertThat(authorization())
        .startsWith("Bearer ey")
        .doesNotContain(FakeWorkload.operator("alice-worker").apiKey());
    assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
        .contains("\"aud\":\"locum-temporal\"", "\"sub\":\"gateway\"");
  }

  @Test
  void token_isKept_andRenewedBeforeItsEnd() throws Exception {
    start(false, temporals, Optional.empty(), Shown.aToken());

    call();
    String first = authorization();
    call();
    String second = authorization();
    world.clock().advance(Duration.ofMinutes(6));
    call();

    assertThat(second).isEqualTo(first);
    assertThat(authorization()).isNotEqualTo(first);
  }

  /** The caller may do it: what is refused is the gateway, and another token may do. */
  @Test
  void refusalOfTheToken_isNoRefusalOfTheCaller() throws Exception {
    start(false, temporals, Optional.empty(), Shown.aToken());
    call();
    String first = authorization();
    frontend.fail(
        WorkflowServiceGrpc.getDescribeNamespaceMethod(),
        Status.PERMISSION_DENIED.withDescription("Request unauthorized."),
        new Metadata());

    assertUnavailable();

    world.clock().advance(Duration.ofSeconds(1));
    assertUnavailable();
    assertThat(authorization()).isNotEqualTo(first);
  }

  @Test
  void withoutAToken_nothingIsSent() throws Exception {
    start(false, temporals, Optional.empty(), Shown.nothing());
    ManagedChannel nobody =
        NettyChannelBuilder.forAddress("127.0.0.1", FreePort.find()).usePlaintext().build();
    CompletableFuture<Status> answered = new CompletableFuture<>();
    try {
      new AuthorizedUpstream(
              (method, request, deadline, headers, answer) -> {
                throw new AssertionError("sent without a token");
              },
              new ServiceTokens(
                  nobody,
                  WorkloadCredential.apiKey(new WorkloadId("gateway"), RawToken.of("a-key")),
                  Clock.systemUTC()),
              Clock.systemUTC())
          .start(
              Objects.requireNonNull(
                  TemporalMethods.compiled()
                      .find(WorkflowServiceGrpc.getDescribeNamespaceMethod().getFullMethodName())),
              DESCRIBE,
              null,
              new Metadata(),
              (status, message, trailers) -> answered.complete(status));

      assertThat(answered.get(60, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    } finally {
      nobody.shutdownNow();
    }
  }
}
