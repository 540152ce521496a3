package dev.locum.trigger.bootstrap;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.embeddedtemporal.EmbeddedTemporal;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.settings.SettingsException;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.TriggerSettings;
import dev.locum.testkit.auth.FakeAuthService;
import dev.locum.testkit.auth.FakeCall;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.fixture.TriggerFile;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * MT-1, S3-42 at the front door (RFC 8705 §3): a user's token that is bound to a client certificate
 * counts on connections that were made with it, at the trigger as a process, over TLS.
 */
@Timeout(120)
final class CertificateBoundUsersTest {

  @TempDir Path directory;

  private final Clock clock = Clock.systemUTC();
  private final TestIssuer issuer = TestIssuer.at(clock);
  private final CertificateMaker authority = CertificateMaker.forTest();
  private final IssuedCertificate own = authority.issueClient("shop");
  private final List<AutoCloseable> opened = new ArrayList<>();
  private FakeAuthService auth;
  private EmbeddedTemporal engine;

  @BeforeEach
  void start() throws IOException {
    auth = FakeAuthService.start(issuer);
    engine = EmbeddedTemporal.start();
    IssuedCertificate server = authority.issueLocalServer("trigger");
    server.writeCertificate(directory.resolve("server.pem"));
    server.writePrivateKey(directory.resolve("server.key"));
    TriggerFile.writeApiKey(directory, "test-key-trigger");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    auth.close();
    engine.close();
  }

  /** Who vouches for the certificate is no matter; the auth service is told which one it was. */
  @Test
  void start_onTheConnectionOfItsCertificate_startsTheWork_MT_1() throws IOException {
    TriggerProcess trigger = run("");

    for (IssuedCertificate shown :
        new IssuedCertificate[] {own, CertificateMaker.forTest().issueClient("stranger")}) {
      StartWorkResponse started = start(trigger, Optional.of(shown), "Bearer " + bound(shown));
      assertThat(started.getWorkflowId()).isNotEmpty();
      assertThat(auth.calls())
          .filteredOn(call -> call.method().endsWith("/IssueDelegation"))
          .last()
          .extracting(FakeCall::headers)
          .satisfies(headers -> {
            assertThat(headers.get(CallHeaders.PROVEN_CERTIFICATE)).isEqualTo(shown.thumbprint());
            assertThat(headers.get(CallHeaders.PROVEN_KEY)).isNull();
          });
    }
  }

  /** MT-1, S3-42: without the certificate the stolen token opens nothing. Absence refuses. */
  @Test
  void start_stolenToken_startsNothing_MT_1() throws IOException {
    TriggerProcess trigger = run("");
    String token = "Bearer " + bound(own);

    assertThat(reasonOf(() -> start(trigger, Optional.empty(), token)))
        .isEqualTo(DenialReason.PROOF_NEEDED);
    assertThat(reasonOf(() -> start(trigger, Optional.of(authority.issueClient("shop")), token)))
        .as("another certificate of the same name and authority")
        .isEqualTo(DenialReason.PROOF_REJECTED);
    assertThat(reasonOf(() -> start(trigger, Optional.of(own), "DPoP " + bound(own))))
        .as("a certificate is none of the scheme DPoP")
        .isEqualTo(DenialReason.PROOF_NEEDED);

    assertThat(auth.calls()).noneMatch(call -> call.method().endsWith("/IssueDelegation"));
  }

  /** TLS takes it, since it takes any; its dates count all the same. */
  @Test
  void start_withACertificateThatHasExpired_startsNothing_MT_1() throws IOException {
    TriggerProcess trigger = run("");
    IssuedCertificate expired =
        CertificateMaker.create(
                Clock.fixed(Instant.now().minus(Duration.ofDays(2)), ZoneOffset.UTC),
                Duration.ofHours(1),
                "former")
            .issueClient("shop");

    assertThat(reasonOf(() -> start(trigger, Optional.of(expired), "Bearer " + bound(expired))))
        .isEqualTo(DenialReason.PROOF_NEEDED);
  }

  /** A certificate says nothing by itself: an unbound token is what it was. */
  @Test
  void start_unboundTokenBesideACertificate_isABearerToken() throws IOException {
    TriggerProcess trigger = run("");

    assertThat(start(trigger, Optional.of(own), "Bearer " + unbound()).getWorkflowId())
        .isNotEmpty();
  }

  /** The settings say to what tokens must be bound; names of the trigger are not needed then. */
  @Test
  void start_whereCertificatesAreAskedFor_takesNothingElse_DP_4_MT_1() throws IOException {
    TriggerProcess trigger = run("  boundTokensOnly: true\n  boundTo: certificate\n");

    start(trigger, Optional.of(own), "Bearer " + bound(own));
    assertThat(reasonOf(() -> start(trigger, Optional.of(own), "Bearer " + unbound())))
        .isEqualTo(DenialReason.PROOF_NEEDED);
    assertThat(
            reasonOf(
                () -> start(trigger, Optional.of(own), "DPoP " + bound("jkt", "A".repeat(43)))))
        .isEqualTo(DenialReason.PROOF_NEEDED);
  }

  /** And where keys are asked for, a certificate is none. */
  @Test
  void start_whereKeysAreAskedFor_takesNoCertificate_DP_4_MT_1() throws IOException {
    TriggerProcess trigger =
        run(
            """
              reachedAt: ["https://localhost:7430"]
              boundTokensOnly: true
              boundTo: key
            """);

    assertThat(reasonOf(() -> start(trigger, Optional.of(own), "Bearer " + bound(own))))
        .isEqualTo(DenialReason.PROOF_NEEDED);
  }

  @Test
  void settings_askingForWhatNobodyCouldShow_stopTheStart() {
    assertThatThrownBy(() -> settings("  boundTokensOnly: true\n  boundTo: key\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("reachedAt");
    assertThatThrownBy(() -> settings("  boundTo: certificate\n"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("without boundTokensOnly");
    assertThatThrownBy(() ->
            new SettingsLoader(Map.of())
                .parse(
                    (yaml() + "  boundTokensOnly: true\n  boundTo: certificate\n")
                        .replaceFirst("tls: .*", "insecure: {plaintext: true}"),
                    directory,
                    TriggerSettings.class))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("listen.tls");
  }

  private TriggerProcess run(String more) throws IOException {
    TriggerProcess process = TriggerProcess.start(settings(more), clock);
    opened.add(process);
    return process;
  }

  private TriggerSettings settings(String more) {
    return new SettingsLoader(Map.of()).parse(yaml() + more, directory, TriggerSettings.class);
  }

  private String yaml() {
    return TriggerFile.yaml(directory, 0, auth.address(), engine.target());
  }

  private StartWorkResponse start(
      TriggerProcess trigger, Optional<IssuedCertificate> shown, String authorization)
      throws IOException {
    TlsChannelCredentials.Builder tls =
        TlsChannelCredentials.newBuilder().trustManager(stream(authority.certificatePem()));
    if (shown.isPresent()) {
      tls.keyManager(stream(shown.get().certificatePem()), stream(shown.get().privateKeyPem()));
    }
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", trigger.port(), tls.build()).build();
    opened.add(channel::shutdownNow);
    Metadata headers = new Metadata();
    headers.put(CallHeaders.AUTHORIZATION, authorization);
    return TriggerServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .startWork(trip(UUID.randomUUID().toString()).build());
  }

  private String bound(IssuedCertificate to) {
    return bound("x5t#S256", to.thumbprint());
  }

  private String bound(String member, String thumbprint) {
    return issuer
        .accessToken()
        .life(Duration.ofMinutes(5))
        .with("cnf", Map.of(member, thumbprint))
        .text();
  }

  private String unbound() {
    return issuer.accessToken().life(Duration.ofMinutes(5)).text();
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
