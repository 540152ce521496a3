package dev.locum.grpcauthz.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.header.ForwardedPrincipal;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc.ShopServiceImplBase;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.Audience;
import dev.locum.token.DelegationId;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.Subject;
import dev.locum.token.TenantId;
import dev.locum.token.TokenId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.SigningAlgorithm;
import dev.locum.token.jose.SigningKey;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a service sends to another, seen by a server that takes nothing out. */
@Timeout(30)
class CallTokensTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();

  /** What gRPC itself sends. */
  private static final Set<String> OF_GRPC =
      Set.of("user-agent", "grpc-accept-encoding", "grpc-timeout", "content-type", "te");

  private static final ForwardedPrincipal ADA =
      new ForwardedPrincipal(
          new Subject("user-ada"),
          new TenantId("alice"),
          Optional.of(new DelegationId("d-1")),
          "trip 1/ä");

  private final TestClock clock = TestClock.atNoon();
  private final AtomicInteger ids = new AtomicInteger();
  private final List<Metadata> received = new CopyOnWriteArrayList<>();
  private volatile Runnable effect = () -> {};
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .addService(new Shop())
            .intercept(new Recorder())
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  /** S4-26: one token a call, or one a period. */
  @Test
  void signed_perCallOrPerPeriod_asChosen() {
    SelfSignedTokens perCall = tokens();
    call(CallTokens.signed(perCall));
    call(CallTokens.signed(perCall));
    assertThat(values("x-internal-token")).hasSize(2).doesNotHaveDuplicates();

    received.clear();
    SelfSignedTokens reused = perCall.reusedFor(Duration.ofMinutes(1));
    call(CallTokens.signed(reused));
    clock.advance(Duration.ofSeconds(59));
    call(CallTokens.signed(reused));
    clock.advance(Duration.ofSeconds(1));
    call(CallTokens.signed(reused));
    List<String> values = values("x-internal-token");
    assertThat(values.get(1)).isEqualTo(values.get(0));
    assertThat(values.get(2)).isNotEqualTo(values.get(0));
    assertThatThrownBy(() -> perCall.reusedFor(Duration.ofMinutes(5)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** S2-15: exactly these headers, once each. */
  @Test
  void bearer_onBehalfOf_sendsExactlyTheForwardedHeaders() {
    call(CallTokens.bearer(() -> RawToken.of("a-token")).onBehalfOf(ADA));

    assertThat(sent(received.get(0)))
        .containsExactlyInAnyOrder(
            "authorization",
            "x-forwarded-user",
            "x-forwarded-tenant",
            "x-locum-delegation",
            "x-locum-workflow-id");
    assertThat(values("authorization")).containsExactly("Bearer a-token");
    assertThat(values("x-forwarded-user")).containsExactly("user-ada");
    assertThat(values("x-forwarded-tenant")).containsExactly("alice");
    assertThat(values("x-locum-workflow-id")).containsExactly("trip+1%2F%C3%A4");
  }

  @Test
  void delegation_goesIntoItsOwnHeader() {
    call(CallTokens.delegation(() -> RawToken.of("a-token")));

    assertThat(sent(received.get(0))).containsExactly("txn-token");
  }

  /** S4-05: nothing of the inbound call goes out, but what was named. */
  @Test
  void signed_insideAHandler_forwardsNothingInbound() {
    effect =
        () -> {
          effect = () -> {};
          call(CallTokens.signed(tokens()));
        };
    Metadata inbound = new Metadata();
    for (String name : List.of("authorization", "cookie", "x-request-id", "x-forwarded-user")) {
      inbound.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "inbound");
    }
    ShopServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(inbound))
        .open(REQUEST);

    assertThat(sent(received.get(0))).contains("authorization", "cookie", "x-request-id");
    assertThat(sent(received.get(1))).containsExactly("x-internal-token");
  }

  /** A supplier's refusal is the call's, and a fault of it says nothing of itself. */
  @Test
  void bearer_supplierFails_callFailsAndNothingIsSent() {
    assertThatThrownBy(() ->
            call(
                CallTokens.bearer(() -> {
                  throw new DenialException(DenialReason.DELEGATION_REVOKED, "secret");
                })))
        .satisfies(failure ->
            assertThat(Refusals.reasonOf(failure).publicReason())
                .isEqualTo(DenialReason.DELEGATION_REJECTED))
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() ->
            call(
                CallTokens.bearer(() -> {
                  throw new IllegalStateException("secret");
                })))
        .hasMessageNotContaining("secret");
    assertThat(received).isEmpty();
  }

  /** A token goes onto plaintext only on this machine, and only when that was said. */
  @Test
  void signed_plaintext_needsTheSwitch() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Server plain =
        NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
            .addService(new Shop())
            .intercept(new Recorder())
            .build()
            .start();
    ManagedChannel insecure =
        NettyChannelBuilder.forAddress(new InetSocketAddress(loopback, plain.getPort()))
            .usePlaintext()
            .build();
    try {
      CallTokens credentials = CallTokens.signed(tokens());
      assertThatThrownBy(() ->
              ShopServiceGrpc.newBlockingStub(insecure)
                  .withCallCredentials(credentials)
                  .open(REQUEST))
          .satisfies(failure ->
              assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.CREDENTIAL_REJECTED));
      assertThat(received).isEmpty();
      ShopServiceGrpc.newBlockingStub(insecure)
          .withCallCredentials(credentials.onInsecureLoopback())
          .open(REQUEST);
      assertThat(received).hasSize(1);
    } finally {
      insecure.shutdownNow();
      plain.shutdownNow();
    }
  }

  private SelfSignedTokens tokens() {
    return SelfSignedTokens.of(
        new SelfSignedTokens.Self(new Issuer("https://worker.example"), new WorkloadId("worker")),
        new Audience("shop"),
        new SelfSignedTokens.Parts(
            new JoseTokenSigner(SigningKey.generate(SigningAlgorithm.ES256), CryptoProviders.jdk()),
            clock,
            () -> new TokenId("id-" + ids.incrementAndGet())));
  }

  private void call(CallCredentials credentials) {
    ShopResponse response =
        ShopServiceGrpc.newBlockingStub(channel).withCallCredentials(credentials).open(REQUEST);
    assertThat(response).isNotNull();
  }

  private List<String> values(String name) {
    return received.stream()
        .map(headers -> headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)))
        .toList();
  }

  private static List<String> sent(Metadata headers) {
    return headers.keys().stream().filter(name -> !OF_GRPC.contains(name)).toList();
  }

  private final class Shop extends ShopServiceImplBase {

    @Override
    public void open(ShopRequest request, StreamObserver<ShopResponse> answer) {
      effect.run();
      answer.onNext(ShopResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  private final class Recorder implements ServerInterceptor {

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
        ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
      received.add(headers);
      return next.startCall(call, headers);
    }
  }
}
