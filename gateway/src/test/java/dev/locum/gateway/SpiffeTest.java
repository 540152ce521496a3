package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** X.509-SVIDs: an authority vouches for its own trust domain and for no other (S1-07, S1-08). */
class SpiffeTest {

  private static final String ID = "spiffe://alice.example/worker";

  @TempDir Path directory;
  private final CertificateMaker alices = CertificateMaker.forTest();
  private final CertificateMaker bobs = CertificateMaker.forTest();
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    Path clients = directory.resolve("clients.pem");
    Files.writeString(clients, alices.certificatePem() + bobs.certificatePem());
    Map<String, Path> bundles =
        Map.of(
            "alice.example", alices.writeCertificate(directory.resolve("alice.pem")),
            "bob.example", bobs.writeCertificate(directory.resolve("bob.pem")));
    world =
        GatewayWorld.start(
            directory,
            new OpenRules(),
            settings -> GatewayWorld.accepting(settings, clients, bundles));
    world.world().withCertificate("alice-worker", ID);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static void describe(Channel channel) {
    WorkflowServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace("default").build());
  }

  private DenialReason refusal(IssuedCertificate certificate) {
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> describe(world.withCertificate(certificate)));
    assertThat(refusal).as("a refusal").isNotNull();
    return Refusals.reasonOf(refusal);
  }

  @Test
  void svidOfItsTrustDomain_provesItsWorkload() {
    describe(world.withCertificate(alices.issueWorkload("worker", ID)));

    assertThat(world.authService().requests(GatewayServiceGrpc.getAuthenticateWorkloadMethod()))
        .singleElement()
        .satisfies(request -> assertThat(request.getSpiffeId()).isEqualTo(ID));
  }

  @Test // Bob's authority is trusted, for bob.example
  void svidThatAnotherAuthorityIssued_provesNothing() {
    assertThat(refusal(bobs.issueWorkload("worker", ID)))
        .isEqualTo(DenialReason.CREDENTIAL_REJECTED);
    assertThat(world.authService().requests(GatewayServiceGrpc.getAuthenticateWorkloadMethod()))
        .noneMatch(request -> request.hasSpiffeId());
  }

  @Test
  void idsOfAnotherForm_proveNothing() {
    for (String id :
        new String[] {
          "spiffe://alice.example",
          "spiffe://alice.example/worker?x=1",
          "spiffe://user@alice.example/worker",
          "spiffe://alice.example:443/worker",
          "https://alice.example/worker",
          "spiffe://ALICE.example/worker"
        }) {
      world.world().withCertificate("alice-worker", id);

      assertThat(refusal(alices.issueWorkload("worker", id)))
          .as(id)
          .isEqualTo(DenialReason.CREDENTIAL_REJECTED);
    }
  }

  /** X.509-SVID §4.1, §4.3, §5.2: whoever holds one of these could make SVIDs of its own. */
  @Test
  void certificatesThatSignCertificates_proveNothing() {
    for (IssuedCertificate certificate :
        new IssuedCertificate[] {
          alices.issueIntermediate("worker", ID), alices.issueSigningWorkload("worker", ID)
        }) {
      assertThat(refusal(certificate)).isEqualTo(DenialReason.CREDENTIAL_REJECTED);
    }
    assertThat(world.authService().requests(GatewayServiceGrpc.getAuthenticateWorkloadMethod()))
        .noneMatch(request -> request.hasSpiffeId());
  }

  /** X.509-SVID §4.3: the key usage has to be there, and to say what the key is for. */
  @Test
  void certificateWithoutTheKeysUsage_provesNothing() {
    assertThat(refusal(alices.issueWorkloadForAnyUse("worker", ID)))
        .isEqualTo(DenialReason.CREDENTIAL_REJECTED);
  }

  @Test
  void twoIds_proveNothing() {
    assertThat(refusal(alices.issueWorkload("worker", ID, "spiffe://alice.example/other")))
        .isEqualTo(DenialReason.CREDENTIAL_REJECTED);
  }
}
