package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.fixture.Calls;
import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.Audience;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may connect: exactly one credential, and only while it counts (S1-07, S1-14). */
class CredentialsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    world = GatewayWorld.start(directory, new OpenRules());
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static void describe(Channel channel) {
    WorkflowServiceGrpc.newBlockingStub(channel)
        .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace("default").build());
  }

  private static StatusRuntimeException refusal(Channel channel) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> describe(channel));
  }

  @Test // S1-07
  void noCredential_isUnauthenticated() {
    StatusRuntimeException refusal = refusal(world.anonymous());

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.NO_CREDENTIAL);
  }

  @Test // S1-07
  void validKey_isLetIn() {
    describe(world.withApiKey("alice-worker"));
  }

  @Test // S1-08
  void unknownKey_isRefused() {
    assertThat(Refusals.reasonOf(refusal(world.withBearer("lk_made-up"))))
        .isEqualTo(DenialReason.CREDENTIAL_REJECTED);
  }

  /** Each made-up key would be a question; whoever was proven is heard from the same address. */
  @Test // S1-08
  void madeUpKeys_areAskedAboutUpToABound_andLockNobodyOut() {
    ManagedChannel known = world.withApiKey("alice-worker");
    describe(known);
    ManagedChannel stranger = world.anonymous();
    List<DenialReason> refusals = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Metadata madeUp = new Metadata();
      madeUp.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer lk_made-up-" + i);
      refusals.add(
          Refusals.reasonOf(
              refusal(
                  ClientInterceptors.intercept(
                      stranger, MetadataUtils.newAttachHeadersInterceptor(madeUp)))));
    }

    assertThat(refusals).contains(DenialReason.LOGIN_RATE_LIMITED);
    assertThat(refusals.subList(0, 15)).containsOnly(DenialReason.CREDENTIAL_REJECTED);
    world.clock().advance(Duration.ofSeconds(6));
    describe(known);
    assertThat(world.authService().events())
        .as("what was not asked about is not in the trail one by one")
        .hasSizeLessThan(200);
  }

  @Test // S1-08
  void serviceTokenForAnotherAudience_isRefused() {
    String token =
        world
            .authService()
            .issuer()
            .serviceToken()
            .workload("alice-worker")
            .audience(new Audience("trip").value())
            .text();

    assertThat(refusal(world.withBearer(token)).getStatus().getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void twoAuthorizationHeaders_areRefused() {
    Metadata second = new Metadata();
    second.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + FakeWorkload.operator("bob-worker").apiKey());

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                WorkflowServiceGrpc.newBlockingStub(world.withApiKey("alice-worker"))
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(second))
                    .describeNamespace(
                        DescribeNamespaceRequest.newBuilder().setNamespace("default").build()));

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.CREDENTIAL_REJECTED);
  }

  @Test
  void certificateAndKey_areRefused() {
    IssuedCertificate certificate = world.authority().issueClient("alice-worker");
    world.world().withCertificate("alice-worker", certificate.thumbprint());
    Metadata key = new Metadata();
    key.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + FakeWorkload.operator("alice-worker").apiKey());

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                WorkflowServiceGrpc.newBlockingStub(world.withCertificate(certificate))
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(key))
                    .describeNamespace(
                        DescribeNamespaceRequest.newBuilder().setNamespace("default").build()));

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.CREDENTIAL_REJECTED);
  }

  @Test // S1-08
  void certificateThatIsNotRegistered_isRefused() {
    assertThat(
            Refusals.reasonOf(
                refusal(world.withCertificate(world.authority().issueClient("alice-worker")))))
        .isEqualTo(DenialReason.CREDENTIAL_REJECTED);
  }

  @Test // S1-08
  void certificateOfAnotherAuthority_doesNotConnect() {
    IssuedCertificate foreign = CertificateMaker.forTest().issueClient("alice-worker");
    world.world().withCertificate("alice-worker", foreign.thumbprint());

    assertThat(refusal(world.withCertificate(foreign)).getStatus().getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test // S1-08: a connection may live longer than the certificate that it showed
  void certificateThatExpires_countsNoMoreOnItsOpenConnection() {
    IssuedCertificate certificate = world.authority().issueClient("alice-worker");
    world.world().withCertificate("alice-worker", certificate.thumbprint());
    Channel channel = world.withCertificate(certificate);
    describe(channel);

    world
        .clock()
        .advance(
            Duration.between(
                world.clock().instant(), certificate.certificate().getNotAfter().toInstant()));

    assertThat(Refusals.reasonOf(refusal(channel))).isEqualTo(DenialReason.CREDENTIAL_REJECTED);
  }

  @Test // S1-07
  void disabledWorkload_isRefusedWithinFiveSeconds() {
    Channel channel = world.withApiKey("alice-worker");
    describe(channel);
    world.world().disable("alice-worker");

    world.clock().advance(Duration.ofSeconds(5));

    assertThat(Refusals.reasonOf(refusal(channel))).isEqualTo(DenialReason.CREDENTIAL_REJECTED);
  }

  @Test // S1-14
  void openPollOfADisabledWorkload_ends() {
    Calls.Poll poll = Calls.pollWorkflows(world.withApiKey("alice-worker"), "queue-alice");
    Await.until("the poll is open", PATIENCE, () -> world.gateway().openCalls() == 1);
    world.world().disable("alice-worker");

    world.clock().advance(Duration.ofSeconds(6));

    assertThat(poll.failure(PATIENCE)).isEqualTo(Status.Code.UNAUTHENTICATED);
    Await.until("nothing is open", PATIENCE, () -> world.gateway().openCalls() == 0);
  }

  @Test
  void authServiceDown_isRefusedAndMayBeRepeated() {
    world.authService().goDown();

    StatusRuntimeException refusal = refusal(world.withApiKey("alice-worker"));

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);
    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void manyCalls_askOnceInFiveSeconds() {
    Channel channel = world.withApiKey("alice-worker");

    for (int i = 0; i < 20; i++) {
      describe(channel);
    }

    assertThat(world.authService().requests(GatewayServiceGrpc.getAuthenticateWorkloadMethod()))
        .hasSize(1);
  }

  @Test
  void refusals_areRecorded() {
    assertThat(refusal(world.withBearer("lk_made-up"))).isNotNull();

    Await.untilPasses(
        "the event is shipped",
        PATIENCE,
        () ->
            assertThat(world.authService().events())
                .anySatisfy(event -> {
                  assertThat(event.getType()).isEqualTo("TEMPORAL_CALLED");
                  assertThat(event.getReason()).isEqualTo("CREDENTIAL_REJECTED");
                }));
  }
}
