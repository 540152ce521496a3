package dev.locum.authservice.oauth;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.CertificateWorld;
import dev.locum.authservice.fixture.CodeFlow;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.TestClients;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * MT-1: a user's token for the trigger that is bound to a certificate, at the auth service over
 * gRPC. The trigger saw the certificate and says which; of nobody else is that believed.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class CertificateBoundUsersTest {

  private final IssuedCertificate own = CertificateMaker.forTest().selfSignedCertificate();
  private CertificateWorld certificates;
  private ProcessWorld world;
  private String token;

  @BeforeEach
  void open(@TempDir Path directory) {
    certificates = CertificateWorld.open(directory);
    world = certificates.world;
    TestClients.of(world.beside, "app").boundTokens().put();
    String code =
        new CodeFlow(world.client, "app")
            .allowedByAda(new Browser(world.client))
            .getOrDefault("code", "");
    token =
        json(new CodeFlow(certificates.with(own), "app")
                .redeem(code, Map.of(), "audience", "locum-trigger"))
            .path("access_token")
            .asText();
  }

  @AfterEach
  void close() {
    certificates.close();
  }

  @Test
  void trigger_thatSaysWhichCertificateItSaw_isBelieved_MT_1() {
    Channel trigger = world.grpcAs(ProcessWorld.TRIGGER);

    IntrospectTokenResponse worth =
        TokenServiceGrpc.newBlockingStub(trigger)
            .introspectToken(IntrospectTokenRequest.newBuilder().setToken(token).build());
    assertThat(worth.getActive()).isTrue();
    assertThat(worth.getConfirmation().getX5TS256()).isEqualTo(own.thumbprint());

    list(with(trigger, CallHeaders.PROVEN_CERTIFICATE, own.thumbprint()));
    assertThat(refused(trigger)).as("one that saw none").isEqualTo(DenialReason.TOKEN_REJECTED);
    String others = CertificateMaker.forTest().selfSignedCertificate().thumbprint();
    for (String said : new String[] {others, "x"}) {
      assertThat(refused(with(trigger, CallHeaders.PROVEN_CERTIFICATE, said)))
          .isEqualTo(DenialReason.PROOF_REJECTED);
    }
    assertThat(refused(with(trigger, CallHeaders.PROVEN_KEY, own.thumbprint())))
        .as("the same octets as a key")
        .isEqualTo(DenialReason.PROOF_REJECTED);
    assertThat(
            refused(
                with(
                    with(trigger, CallHeaders.PROVEN_CERTIFICATE, own.thumbprint()),
                    CallHeaders.PROVEN_KEY,
                    own.thumbprint())))
        .as("key and certificate")
        .isEqualTo(DenialReason.PROOF_REJECTED);
  }

  /** Whoever else says so would be the thief. */
  @Test
  void anybodyElse_thatSaysWhichCertificateTheySaw_isNotBelieved_MT_1() {
    for (Channel other : new Channel[] {world.grpc(), world.grpcAs(ProcessWorld.OPERATOR)}) {
      assertThat(refused(with(other, CallHeaders.PROVEN_CERTIFICATE, own.thumbprint())))
          .isEqualTo(DenialReason.TOKEN_REJECTED);
    }
  }

  private void list(Channel channel) {
    DelegationServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .listDelegations(ListDelegationsRequest.newBuilder().setAccessToken(token).build());
  }

  private DenialReason refused(Channel channel) {
    return Refusals.reasonOf(catchThrowable(() -> list(channel)));
  }

  private static Channel with(Channel channel, Metadata.Key<String> name, String value) {
    Metadata headers = new Metadata();
    headers.put(name, value);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
