package dev.locum.trigger.bootstrap;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.embeddedtemporal.EmbeddedTemporal;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.GetWorkResponse;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc.TriggerServiceBlockingStub;
import dev.locum.settings.SettingsException;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.TriggerSettings;
import dev.locum.testkit.auth.FakeAuthService;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.log.NoSecretsInLogs;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.fixture.TriggerFile;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The trigger as one process (S3-05), by its configuration file, with TLS. */
@Timeout(180)
final class TriggerProcessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension final NoSecretsInLogs logs = new NoSecretsInLogs();
  @TempDir Path directory;

  private final Clock clock = Clock.systemUTC();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private TestIssuer issuer;
  private FakeAuthService auth;
  private EmbeddedTemporal engine;
  private CertificateMaker authority;

  @BeforeEach
  void start() throws IOException {
    issuer = TestIssuer.at(clock);
    auth = FakeAuthService.start(issuer);
    engine = EmbeddedTemporal.start();
    authority = CertificateMaker.forTest();
    IssuedCertificate certificate = authority.issueLocalServer("trigger");
    Files.writeString(directory.resolve("server.pem"), certificate.certificatePem());
    writePrivate("server.key", certificate.privateKeyPem());
    writePrivate("api.key", "test-key-trigger");
    logs.watch("test-key-trigger");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    auth.close();
    engine.close();
  }

  /** S3-05, S3-07: started by its file, called over TLS; its audit events are shipped (S3-86). */
  @Test
  void process_byItsFile_servesOverTlsAndShipsItsEvents() throws Exception {
    TriggerProcess process = run(settings(0));

    StartWorkResponse answer =
        stub(process, issuer.accessToken().text()).startWork(trip("k").build());

    assertThat(get(process, answer).getWork().getDelegationState()).isEqualTo("ACTIVE");
    assertThat(reasonOf(() -> stub(process, "no-token").startWork(trip("k").build())))
        .isEqualTo(DenialReason.TOKEN_REJECTED);
    Await.untilPasses(
        "the events to be shipped",
        PATIENCE,
        () ->
            assertThat(auth.events())
                .extracting(event -> event.getType())
                .contains("WORK_REQUESTED", "WORK_STARTED"));
    assertThat(
            HealthGrpc.newBlockingStub(channel(process))
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void process_calledWithoutTls_answersNothing() throws Exception {
    TriggerProcess process = run(settings(0));
    ManagedChannel plaintext =
        NettyChannelBuilder.forAddress("127.0.0.1", process.port()).usePlaintext().build();
    opened.add(plaintext::shutdownNow);

    assertThatThrownBy(
            () -> stub(plaintext, issuer.accessToken().text()).startWork(trip("k").build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    assertThat(auth.calls()).isEmpty();
  }

  /** S2-04: the user's token is in no file of the trigger. */
  @Test
  void process_afterAStart_hasTheUsersTokenInNoFile() throws Exception {
    TriggerProcess process = run(settings(0));
    String token = issuer.accessToken().text();
    String signature = token.substring(token.lastIndexOf('.') + 1);

    StartWorkResponse answer = stub(process, token).startWork(trip("k").build());

    assertThat(answer.getWorkflowId()).isNotEmpty();
    int looked = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content.contains(signature)).as("the token is in %s", file).isFalse();
        looked += content.contains("WORK_REQUESTED") ? 1 : 0;
      }
    }
    assertThat(looked).as("files of the spool that were looked into").isPositive();
  }

  /** It starts whether or not its peers can be reached, and answers Unavailable until they can. */
  @Test
  void process_withoutItsPeers_startsAndIsUnavailable() throws Exception {
    auth.goDown();
    TriggerProcess process = run(settings(0));

    assertThat(
            reasonOf(() -> stub(process, issuer.accessToken().text()).startWork(trip("k").build())))
        .isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);

    auth.comeBack();
    Await.untilPasses(
        "the auth service to be found",
        PATIENCE,
        () -> {
          try {
            assertThat(
                    stub(process, issuer.accessToken().text())
                        .startWork(trip("k").build())
                        .getWorkflowId())
                .isNotEmpty();
          } catch (StatusRuntimeException e) {
            throw new AssertionError("not yet", e);
          }
        });
  }

  /** A start that fails leaves nothing open: the same process can try again. */
  @Test
  void process_whoseAddressIsTaken_releasesItsSpool() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TriggerSettings settings = settings(taken.getLocalPort());
      assertThatThrownBy(() -> TriggerProcess.start(settings, clock))
          .isInstanceOf(IOException.class)
          .hasRootCauseInstanceOf(BindException.class);
    }

    TriggerProcess process = run(settings(0));

    assertThat(process.port()).isPositive();
  }

  /** Absence denies: there is no trigger without TLS for others, or without a credential. */
  @Test
  void settings_withoutASecurityChoice_stopTheStart() throws Exception {
    for (String missing : List.of("tls:", "apiKey:", "spool:")) {
      Path file = directory.resolve("missing.yaml");
      Files.writeString(
          file,
          yaml(0)
              .lines()
              .filter(line -> !line.contains(missing))
              .reduce("", (text, line) -> text + line + '\n'));

      assertThatThrownBy(() -> new SettingsLoader(Map.of()).load(file, TriggerSettings.class))
          .as("without %s", missing)
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining(missing.replace(":", ""))
          .hasMessageNotContaining("open to others");
    }
  }

  private void writePrivate(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private TriggerProcess run(TriggerSettings settings) throws IOException {
    TriggerProcess process = TriggerProcess.start(settings, clock);
    opened.add(process);
    return process;
  }

  private TriggerSettings settings(int port) throws IOException {
    Path file = directory.resolve("trigger.yaml");
    Files.writeString(file, yaml(port));
    return new SettingsLoader(Map.of()).load(file, TriggerSettings.class);
  }

  private String yaml(int port) {
    return TriggerFile.yaml(directory, port, auth.address(), engine.target());
  }

  private GetWorkResponse get(TriggerProcess process, StartWorkResponse work) throws IOException {
    return stub(process, issuer.accessToken().text())
        .getWork(GetWorkRequest.newBuilder().setWorkflowId(work.getWorkflowId()).build());
  }

  private TriggerServiceBlockingStub stub(TriggerProcess process, String token) throws IOException {
    return stub(channel(process), token);
  }

  private ManagedChannel channel(TriggerProcess process) throws IOException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", process.port())
            .sslContext(GrpcSslContexts.forClient().trustManager(authority.certificate()).build())
            .build();
    opened.add(channel::shutdownNow);
    return channel;
  }

  private static TriggerServiceBlockingStub stub(ManagedChannel channel, String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return TriggerServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
