package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.grpcauthz.client.GivenNonce;
import dev.locum.grpcauthz.client.NonceRetry;
import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc.ShopServiceBlockingStub;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.TokenId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.KeyedNonces;
import dev.locum.token.proof.TargetUri;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DP-5 at a resource server: it asks for nonces, over a socket. */
@Timeout(30)
final class ProofNoncesTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String ORIGIN = "https://shop:7461";

  private final TestClock clock = TestClock.atNoon();
  private final ShopServer server =
      new ShopServer(
          rules ->
              rules.holders(
                  TokenHolders.builder(clock)
                      .reachedAt(ORIGIN)
                      .nonces(new KeyedNonces(new byte[32], clock))
                      .build()),
          new ShopServer.Loopback());
  private final DpopKey key =
      DpopKey.generate(
          CryptoProviders.jdk(), clock, () -> new TokenId(UUID.randomUUID().toString()));
  private final String token =
      server
          .issuer
          .downstreamToken()
          .audience("shop")
          .actions("shop.buy", "shop.view")
          .with("cnf", Map.of("jkt", key.thumbprint().value()))
          .text();
  private final AtomicInteger attempts = new AtomicInteger();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void dp5_proofWithoutANonce_isRefusedWithExactlyOneThatCounts() {
    String nonce = requireAsked("");

    server.with("authorization", "DPoP " + token, "dpop", proof("Buy", nonce)).buy(REQUEST);
  }

  @Test
  void dp5_oldOrForgedNonce_isRefusedWithAFreshOne() {
    String old = requireAsked("");
    clock.advance(Duration.ofMinutes(2));

    String fresh = requireAsked(old);

    assertThat(fresh).isNotEqualTo(old);
    assertThat(requireAsked("x".repeat(43))).isEqualTo(fresh);
  }

  /** It is not used up by the refusal, and no nonce makes a used proof new. */
  @Test
  void dp5_replayedProofWithAFreshNonce_isRefusedAsThat() {
    String proof = proof("Buy", requireAsked(""));
    server.with("authorization", "DPoP " + token, "dpop", proof).buy(REQUEST);

    Refused.because(
        DenialReason.PROOF_REPLAYED,
        server,
        () -> server.with("authorization", "DPoP " + token, "dpop", proof).buy(REQUEST));
  }

  /** A bearer token that is bound to nothing needs no proof, and is told nothing. */
  @Test
  void dp5_unboundToken_needsNoNonce() {
    server.bearer(server.downstreamToken("shop.buy")).buy(REQUEST);
  }

  @Test
  void dp5_ourClient_callsOnceMoreAndThenKnowsTheNonce() {
    GivenNonce given = new GivenNonce();
    ShopServiceBlockingStub client = client(given);

    assertThat(client.buy(REQUEST).getUser()).isEqualTo("user-ada");
    assertThat(attempts.getAndSet(0)).isEqualTo(2);
    client.buy(REQUEST);
    assertThat(attempts.getAndSet(0)).as("it has the nonce").isEqualTo(1);

    clock.advance(Duration.ofSeconds(60));
    client(given).buy(REQUEST);
    assertThat(attempts.getAndSet(0)).as("the last minute's counts").isEqualTo(1);
    assertThat(given.latest()).as("the answer had the next one").isNotEmpty();
  }

  /** A server that always asks is not asked for ever. */
  @Test
  void dp5_ourClientWithTheWrongKey_isRefusedOnce() {
    GivenNonce given = new GivenNonce();
    DpopKey another =
        DpopKey.generate(
            CryptoProviders.jdk(), clock, () -> new TokenId(UUID.randomUUID().toString()));

    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> client(given, another).buy(REQUEST));

    assertThat(Refusals.reasonOf(refused)).isEqualTo(DenialReason.PROOF_REJECTED);
    assertThat(attempts.get()).isEqualTo(1);
  }

  private String requireAsked(String nonce) {
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                server
                    .with("authorization", "DPoP " + token, "dpop", proof("Buy", nonce))
                    .buy(REQUEST));
    assertThat(Refusals.reasonOf(refused)).isEqualTo(DenialReason.PROOF_NONCE_NEEDED);
    Iterable<String> given =
        Objects.requireNonNull(
            Objects.requireNonNull(refused.getTrailers()).getAll(CallHeaders.DPOP_NONCE));
    assertThat(given).hasSize(1);
    return given.iterator().next();
  }

  private String proof(String method, String nonce) {
    return proof(key, ShopServiceGrpc.SERVICE_NAME + "/" + method, nonce);
  }

  private String proof(DpopKey of, String method, String nonce) {
    return of.proveAccessToken("POST", new TargetUri(ORIGIN, "/" + method), token, nonce).reveal();
  }

  private ShopServiceBlockingStub client(GivenNonce given) {
    return client(given, key);
  }

  private ShopServiceBlockingStub client(GivenNonce given, DpopKey of) {
    return server.anonymous().withInterceptors(new Proving(given, of), new NonceRetry(given));
  }

  private final class Proving implements ClientInterceptor {

    private final GivenNonce given;
    private final DpopKey of;

    Proving(GivenNonce given, DpopKey of) {
      this.given = given;
      this.of = of;
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<R> listener, Metadata headers) {
          attempts.incrementAndGet();
          headers.put(CallHeaders.AUTHORIZATION, "DPoP " + token);
          headers.put(CallHeaders.DPOP, proof(of, method.getFullMethodName(), given.latest()));
          super.start(listener, headers);
        }
      };
    }
  }
}
