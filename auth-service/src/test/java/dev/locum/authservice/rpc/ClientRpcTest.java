package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.protocol.admin.v1.Client;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.protocol.admin.v1.ClientServiceGrpc.ClientServiceBlockingStub;
import dev.locum.protocol.admin.v1.GetClientRequest;
import dev.locum.protocol.admin.v1.ListClientsRequest;
import dev.locum.protocol.admin.v1.PublicClient;
import dev.locum.protocol.admin.v1.PutClientRequest;
import dev.locum.protocol.admin.v1.RemoveClientRequest;
import dev.locum.protocol.admin.v1.RotateSecretRequest;
import dev.locum.protocol.admin.v1.SecretBasic;
import dev.locum.protocol.admin.v1.SelfSignedTlsClientAuth;
import dev.locum.protocol.admin.v1.TlsClientAuth;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Administration of clients over the wire: operators only, audited, secrets shown once. S3-29. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClientRpcTest {

  private ProcessWorld world;
  private ClientServiceBlockingStub operator;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = ProcessWorld.open(directory);
    operator = ClientServiceGrpc.newBlockingStub(world.grpcAs(ProcessWorld.OPERATOR));
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void putGetListRemove_goThroughAndEachChangeIsInTheTrail() {
    Client shop = shop().setPublic(PublicClient.getDefaultInstance()).build();

    assertThat(put(shop)).isEqualTo(shop);
    assertThat(operator.getClient(GetClientRequest.newBuilder().setId("shop").build()).getClient())
        .isEqualTo(shop);
    assertThat(operator.listClients(ListClientsRequest.getDefaultInstance()).getClientsList())
        .containsExactly(shop);
    operator.removeClient(RemoveClientRequest.newBuilder().setId("shop").build());
    assertThat(operator.listClients(ListClientsRequest.getDefaultInstance()).getClientsList())
        .isEmpty();

    assertThat(world.beside.events(AuditEventType.ADMINISTERED))
        .extracting(event -> event.execution().action())
        .containsExactly("client shop", "client shop removed");
  }

  @Test
  void secret_isInOneAnswerAndNotInTheTrail() {
    put(shop().setSecretBasic(SecretBasic.getDefaultInstance()).build());

    String secret =
        operator.rotateSecret(RotateSecretRequest.newBuilder().setId("shop").build()).getSecret();

    assertThat(secret).startsWith("locum_cs_").hasSizeGreaterThan(50);
    assertThat(
            operator
                .getClient(GetClientRequest.newBuilder().setId("shop").build())
                .getClient()
                .toString())
        .doesNotContain("locum_cs_");
    assertThat(world.beside.events().toString()).doesNotContain("locum_cs_");
  }

  @Test
  void wrongRequests_areRefusedAndEveryRefusalIsAudited() {
    // Absence denies: how it proves itself must be said.
    assertRefused(() -> put(shop().build()), "REQUEST_INVALID");
    assertRefused(
        () -> put(shop().setPublic(PublicClient.getDefaultInstance()).addScopes("all").build()),
        "REQUEST_INVALID");
    assertRefused(
        () ->
            put(
                shop()
                    .setPublic(PublicClient.getDefaultInstance())
                    .addGrants("client_credentials")
                    .build()),
        "REQUEST_INVALID");
    assertRefused(
        () ->
            put(
                shop()
                    .setPublic(PublicClient.getDefaultInstance())
                    .addRedirectUris("http://shop.example/cb")
                    .build()),
        "REQUEST_INVALID");
    put(shop().setPublic(PublicClient.getDefaultInstance()).build());
    assertRefused(
        () -> operator.rotateSecret(RotateSecretRequest.newBuilder().setId("shop").build()),
        "STATE_CONFLICT");
    assertRefused(
        () ->
            operator.rotateSecret(
                RotateSecretRequest.newBuilder()
                    .setId("shop")
                    .setOverlap(Duration.newBuilder().setSeconds(86_401))
                    .build()),
        "REQUEST_INVALID");
    assertRefused(
        () -> operator.removeClient(RemoveClientRequest.newBuilder().setId("none").build()),
        "ENTITY_NOT_FOUND");

    assertThat(world.beside.events(AuditEventType.ADMINISTERED))
        .filteredOn(event -> event.decision().outcome() == AuditDecision.Outcome.REFUSED)
        .extracting(event -> event.decision().reason())
        .containsExactly(
            "REQUEST_INVALID",
            "REQUEST_INVALID",
            "REQUEST_INVALID",
            "REQUEST_INVALID",
            "STATE_CONFLICT",
            "REQUEST_INVALID",
            "ENTITY_NOT_FOUND");
  }

  /** MT-1: exactly one name, or registered certificates; anything else proves nobody. */
  @Test
  void clientWithACertificate_isKeptAsItWasPut_andAnythingElseIsRefused() {
    SelfSignedTlsClientAuth own =
        SelfSignedTlsClientAuth.newBuilder()
            .addCertificateThumbprints("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0")
            .build();
    for (Client client :
        List.of(
            shop().setTlsClientAuth(TlsClientAuth.newBuilder().setSanDns("a.example")).build(),
            shop().setTlsClientAuth(TlsClientAuth.newBuilder().setSanIp("192.0.2.1")).build(),
            shop().setTlsClientAuth(TlsClientAuth.newBuilder().setSanEmail("a@b.c")).build(),
            shop().setTlsClientAuth(TlsClientAuth.newBuilder().setSubjectDn("CN=a,O=b")).build(),
            shop().setSelfSignedTlsClientAuth(own).setCertificateBoundAccessTokens(true).build())) {
      assertThat(put(client)).isEqualTo(client);
      assertThat(
              operator.getClient(GetClientRequest.newBuilder().setId("shop").build()).getClient())
          .isEqualTo(client);
    }
    for (TlsClientAuth refused :
        List.of(
            TlsClientAuth.getDefaultInstance(),
            TlsClientAuth.newBuilder().setSanDns("*.example").build(),
            TlsClientAuth.newBuilder().setSanIp("localhost").build(),
            TlsClientAuth.newBuilder().setSanIp("192.0.2.256").build(),
            TlsClientAuth.newBuilder().setSubjectDn("not a name").build())) {
      assertRefused(() -> put(shop().setTlsClientAuth(refused).build()), "REQUEST_INVALID");
    }
    assertRefused(
        () ->
            put(
                shop()
                    .setSelfSignedTlsClientAuth(
                        own.toBuilder().addCertificateThumbprints("x").build())
                    .build()),
        "REQUEST_INVALID");
    assertRefused(
        () ->
            put(
                shop()
                    .setSelfSignedTlsClientAuth(SelfSignedTlsClientAuth.getDefaultInstance())
                    .build()),
        "REQUEST_INVALID");
  }

  // `locum` is the trust domain, `fleet` a downstream, `trigger` a workload.
  @Test
  void clientWithANameOfSomethingElse_isRefusedAndTheRefusalIsInTheTrail() {
    for (String taken : List.of("locum", "fleet", "trigger")) {
      assertRefused(
          () -> put(shop().setId(taken).setPublic(PublicClient.getDefaultInstance()).build()),
          "ALREADY_OWNED");
    }

    assertThat(world.beside.events(AuditEventType.ADMINISTERED))
        .extracting(event -> event.decision().reason())
        .containsExactly("ALREADY_OWNED", "ALREADY_OWNED", "ALREADY_OWNED");
  }

  private static Client.Builder shop() {
    return Client.newBuilder()
        .setId("shop")
        .setName("The shop")
        .setTenant("alice")
        .addRedirectUris("https://shop.example/cb")
        .addGrants("authorization_code")
        .addScopes("openid");
  }

  private Client put(Client client) {
    return operator.putClient(PutClientRequest.newBuilder().setClient(client).build()).getClient();
  }

  private static void assertRefused(Runnable call, String reason) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(Refused.detail(e).getCode()).as(e.getMessage()).isEqualTo(reason));
  }
}
