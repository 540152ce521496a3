package dev.locum.authservice.bootstrap;

import static dev.locum.authservice.fixture.LoopbackClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.locum.authservice.fixture.Browser;
import dev.locum.authservice.fixture.LoginWorld;
import dev.locum.authservice.fixture.ProcessWorld;
import dev.locum.authservice.fixture.Proofs;
import dev.locum.authservice.fixture.StartedWork;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.audit.v1.TailEventsRequest;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.EndSessionRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.protocol.auth.v1.ListDelegationsRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.TargetUri;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * DP-2 to DP-4 for users at the whole process, over gRPC: their bound tokens count for their own
 * client, with a proof, and for the trigger, which has seen one.
 */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class BoundUsersProcessTest {

  private static final MethodDescriptor<?, ?> LIST =
      DelegationServiceGrpc.getListDelegationsMethod();

  private ProcessWorld world;
  private DpopKey key;
  private String token;

  @BeforeEach
  void open(@TempDir Path directory) {
    world = ProcessWorld.open(directory);
    key = Proofs.key(world.beside);
    token = login(key.prove("POST", target("/oauth/token")).reveal());
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void ownClient_withAProof_isLetInOnce() {
    String proof = proof(LIST);

    list(with(world.grpc(), "dpop", proof));

    assertThat(refused(with(world.grpc(), "dpop", proof))).isEqualTo(DenialReason.PROOF_REJECTED);
    assertThat(refused(with(world.as(ProcessWorld.TRIGGER, world.grpcOfAnother()), "dpop", proof)))
        .as("at another replica")
        .isEqualTo(DenialReason.PROOF_REJECTED);
  }

  /** The stolen token: shown alone, with a proof of another key, or made for something else. */
  @Test
  void stolenToken_withoutItsKey_opensNothing() {
    DpopKey thief = Proofs.key(world.beside);
    String path = "/" + LIST.getFullMethodName();

    assertThat(refused(world.grpc())).isEqualTo(DenialReason.PROOF_NEEDED);
    for (String proof :
        new String[] {
          thief.proveAccessToken("POST", target(path), token).reveal(),
          key.proveAccessToken("POST", target(path), "another").reveal(),
          key.proveAccessToken("GET", target(path), token).reveal(),
          proof(DelegationServiceGrpc.getGetDelegationMethod()),
          key.proveAccessToken("POST", new TargetUri("https://trigger:7430", path), token).reveal()
        }) {
      assertThat(refused(with(world.grpc(), "dpop", proof))).isEqualTo(DenialReason.PROOF_REJECTED);
    }
    list(with(world.grpc(), "dpop", proof(LIST)));
  }

  /** The trigger has seen the proof, which was made for it, and says which key it proved. */
  @Test
  void trigger_thatSaysWhichKeyItSaw_isBelieved() {
    Channel trigger = world.grpcAs(ProcessWorld.TRIGGER);

    IntrospectTokenResponse worth =
        TokenServiceGrpc.newBlockingStub(trigger)
            .introspectToken(IntrospectTokenRequest.newBuilder().setToken(token).build());
    assertThat(worth.getActive()).isTrue();
    assertThat(worth.getConfirmation().getJkt()).isEqualTo(key.thumbprint().value());

    list(with(trigger, CallHeaders.PROVEN_KEY.name(), key.thumbprint().value()));
    assertThat(refused(trigger)).as("one that saw none").isEqualTo(DenialReason.PROOF_NEEDED);
    for (String said : new String[] {Proofs.key(world.beside).thumbprint().value(), "x"}) {
      assertThat(refused(with(trigger, CallHeaders.PROVEN_KEY.name(), said)))
          .isEqualTo(DenialReason.PROOF_REJECTED);
    }
  }

  /** Whoever else says so would be the thief. */
  @Test
  void anybodyElse_thatSaysWhichKeyTheySaw_isNotBelieved() {
    String jkt = key.thumbprint().value();

    for (Channel other : new Channel[] {world.grpc(), world.grpcAs(ProcessWorld.OPERATOR)}) {
      assertThat(refused(with(other, CallHeaders.PROVEN_KEY.name(), jkt)))
          .isEqualTo(DenialReason.PROOF_NEEDED);
    }
  }

  /** No parameter of the exchange over HTTP says that anybody saw a proof. */
  @Test
  void exchangeOverHttp_ofABoundToken_isRefused() {
    HttpResponse<String> refused =
        world.postAs(
            ProcessWorld.TRIGGER,
            "/oauth/token",
            StartedWork.delegationForm(token, "fleet.reserve", "k-1"));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).path("error").asText()).isEqualTo("invalid_dpop_proof");
  }

  /** One proof is enough for as long as the call lasts, though the user is asked about again. */
  @Test
  void tail_ofABoundToken_outlastsItsProof() {
    Iterator<AuditEvent> events =
        AuditServiceGrpc.newBlockingStub(
                with(world.grpc(), "dpop", proof(AuditServiceGrpc.getTailEventsMethod())))
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .tailEvents(TailEventsRequest.newBuilder().setAccessToken(token).build());
    Thread logins =
        Thread.ofVirtual()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                login("");
              }
            });

    try {
      for (int i = 0; i < 4; i++) {
        assertThat(events.next().getTenant()).as("asked about again meanwhile").isEqualTo("alice");
      }
    } finally {
      logins.interrupt();
    }
  }

  @Test
  void endSession_needsTheProofToo() {
    TokenServiceGrpc.TokenServiceBlockingStub stolen =
        TokenServiceGrpc.newBlockingStub(world.grpc());
    EndSessionRequest request = EndSessionRequest.newBuilder().setAccessToken(token).build();

    assertThat(Refusals.reasonOf(catchThrowable(() -> stolen.endSession(request))))
        .isEqualTo(DenialReason.PROOF_NEEDED);
    assertThat(
            TokenServiceGrpc.newBlockingStub(
                    with(world.grpc(), "dpop", proof(TokenServiceGrpc.getEndSessionMethod())))
                .endSession(request))
        .isNotNull();
    assertThat(refused(with(world.grpc(), "dpop", proof(LIST))))
        .isEqualTo(DenialReason.TOKEN_REJECTED);
  }

  private void list(Channel channel) {
    DelegationServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .listDelegations(ListDelegationsRequest.newBuilder().setAccessToken(token).build());
  }

  private DenialReason refused(Channel channel) {
    return Refusals.reasonOf(catchThrowable(() -> list(channel)));
  }

  private static Channel with(Channel channel, String name, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private String proof(MethodDescriptor<?, ?> method) {
    return key.proveAccessToken("POST", target("/" + method.getFullMethodName()), token).reveal();
  }

  private static TargetUri target(String path) {
    return new TargetUri(TargetUri.parse(LoginWorld.ISSUER.value()).origin(), path);
  }

  private String login(String proof) {
    Browser browser = new Browser(world.client);
    browser.login("alice", "ada", LoginWorld.ADAS_PASSWORD);
    var device =
        json(
            world.client.post(
                "/oauth/device_authorization", Map.of(), "client_id", LoginWorld.CLIENT));
    browser.decide(device.path("user_code").asText(), "allow");
    return json(world.client.post(
            "/oauth/token",
            proof.isEmpty() ? Map.of() : Map.of("DPoP", proof),
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "client_id",
            LoginWorld.CLIENT,
            "device_code",
            device.path("device_code").asText()))
        .path("access_token")
        .asText();
  }
}
