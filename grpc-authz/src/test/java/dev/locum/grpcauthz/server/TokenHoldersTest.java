package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.VerificationCache;
import dev.locum.grpcauthz.holder.TokenHolders;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc.ShopServiceBlockingStub;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.TokenId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.proof.TargetUri;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DP-1 to DP-4, S3-42, S3-53: a bound token opens a service for its holder and nobody else. */
@Timeout(30)
final class TokenHoldersTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String ORIGIN = "https://shop:7461";
  private static final String BUY = "/" + ShopServiceGrpc.getBuyMethod().getFullMethodName();

  private final ShopServer server = shop(rules -> rules);
  private final DpopKey key = key(server.clock);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void buy_boundTokenWithItsProof_isLetIn() {
    String token = bound(server);

    assertThat(dpop(server, token, proof(token)).buy(REQUEST).getCaller())
        .isEqualTo("alice-worker");
    assertThat(dpop(server, token, proof(token)).buy(REQUEST).getUser()).isEqualTo("user-ada");
  }

  /** DP-4: the whole point. */
  @Test
  void buy_boundTokenAsBearer_isRefused() {
    String token = bound(server);

    refused(DenialReason.PROOF_NEEDED, server.bearer(token));
    refused(
        DenialReason.PROOF_NEEDED,
        server.with("authorization", "Bearer " + token, "dpop", proof(token)));
    refused(DenialReason.PROOF_NEEDED, server.with("authorization", "DPoP " + token));
  }

  @Test
  void buy_proofOfAnotherKey_isRefused() {
    String token = bound(server);
    String thiefs = key(server.clock).proveAccessToken("POST", target(ORIGIN, BUY), token).reveal();

    refused(DenialReason.PROOF_KEY_WRONG, dpop(server, token, thiefs));
  }

  /** DP-2: what was heard on the way is good for nothing. */
  @Test
  void buy_proofShownTwice_isRefused() {
    String token = bound(server);
    String proof = proof(token);
    dpop(server, token, proof).buy(REQUEST);

    refused(DenialReason.PROOF_REPLAYED, dpop(server, token, proof));
  }

  @Test
  void buy_proofForAnotherTokenMethodOrPlace_isRefused() {
    String token = bound(server);
    String refund = "/" + ShopServiceGrpc.getRefundMethod().getFullMethodName();

    refused(DenialReason.PROOF_FOR_OTHER_TOKEN, dpop(server, token, proof(bound(server))));
    refused(
        DenialReason.PROOF_FOR_OTHER_REQUEST,
        dpop(server, token, proof(token, "POST", ORIGIN, refund)));
    refused(
        DenialReason.PROOF_FOR_OTHER_REQUEST,
        dpop(server, token, proof(token, "GET", ORIGIN, BUY)));
    refused(
        DenialReason.PROOF_FOR_OTHER_REQUEST,
        dpop(server, token, proof(token, "POST", "https://fleet:7461", BUY)));
  }

  @Test
  void buy_oldProof_isRefused() {
    TestClock past = TestClock.atNoon();
    past.advance(Duration.ofSeconds(-66));
    String token = bound(server);
    DpopKey slow = key(past);
    String itsToken = bound(server, slow);

    refused(
        DenialReason.PROOF_STALE,
        dpop(
            server,
            itsToken,
            slow.proveAccessToken("POST", target(ORIGIN, BUY), itsToken).reveal()));
    dpop(server, token, proof(token)).buy(REQUEST);
  }

  /** DP-1, H9: no proof is picked. */
  @Test
  void buy_twoProofsOrABrokenOne_isRefused() {
    String token = bound(server);

    refused(
        DenialReason.PROOF_MALFORMED,
        server.with("authorization", "DPoP " + token, "dpop", proof(token), "dpop", proof(token)));
    refused(DenialReason.PROOF_MALFORMED, dpop(server, token, "a.b.c"));
    refused(DenialReason.PROOF_MALFORMED, dpop(server, token, "x".repeat(5000)));
  }

  /** RFC 9449 §7.1: the scheme is for bound tokens. */
  @Test
  void buy_unboundTokenAsDpop_isRefused() {
    String token = server.downstreamToken("shop.buy");

    refused(DenialReason.PROOF_NEEDED, dpop(server, token, proof(token)));
    server.bearer(token).buy(REQUEST);
  }

  /** A proof is taken out of the call like every credential. */
  @Test
  void buy_proof_neverReachesTheHandler() {
    String token = bound(server);

    dpop(server, token, proof(token)).buy(REQUEST);

    assertThat(server.handlerHeaders)
        .allSatisfy(headers -> assertThat(headers.keys()).doesNotContain("dpop", "authorization"));
  }

  /** What a token says may be known; who shows it is asked each time. */
  @Test
  void buy_cachedToken_needsAProofAtEachCall() {
    try (ShopServer cached =
        new ShopServer(rules -> {
          TestClock clock = TestClock.atNoon();
          return rules
              .verificationCache(VerificationCache.create(clock))
              .holders(TokenHolders.builder(clock).reachedAt(ORIGIN).build());
        })) {
      String token = bound(cached);
      String proof = proof(token);
      dpop(cached, token, proof).buy(REQUEST);

      Refused.because(
          DenialReason.PROOF_REPLAYED, cached, () -> dpop(cached, token, proof).buy(REQUEST));
      Refused.because(DenialReason.PROOF_NEEDED, cached, () -> cached.bearer(token).buy(REQUEST));
      dpop(cached, token, proof(token)).buy(REQUEST);
    }
  }

  /** Absence denies: nobody said under which names the service is reached. */
  @Test
  void buy_nothingConfigured_boundTokenIsRefused() {
    try (ShopServer plain = new ShopServer(rules -> rules)) {
      String token = bound(plain);

      Refused.because(
          DenialReason.PROOF_NEEDED, plain, () -> dpop(plain, token, proof(token)).buy(REQUEST));
    }
  }

  @Test
  void buy_serviceThatTakesBoundTokensOnly_refusesOthers() {
    try (ShopServer strict = shop(rules -> rules, TokenHolders.Builder::boundTokensOnly)) {
      String token = bound(strict);

      Refused.because(
          DenialReason.PROOF_NEEDED,
          strict,
          () -> strict.bearer(strict.downstreamToken("shop.buy")).buy(REQUEST));
      dpop(strict, token, proof(token)).buy(REQUEST);
    }
  }

  /** MT-1: where a certificate is asked for, a key does not do, however well it is proven. */
  @Test
  void buy_serviceThatTakesTokensOfCertificatesOnly_refusesWhatIsBoundToAKey() {
    try (ShopServer strict = shop(rules -> rules, TokenHolders.Builder::boundToCertificatesOnly);
        ShopServer keys = shop(rules -> rules, TokenHolders.Builder::boundToKeysOnly)) {
      String token = bound(strict);
      Refused.because(
          DenialReason.PROOF_NEEDED, strict, () -> dpop(strict, token, proof(token)).buy(REQUEST));
      Refused.because(
          DenialReason.PROOF_NEEDED,
          strict,
          () -> strict.bearer(strict.downstreamToken("shop.buy")).buy(REQUEST));

      String taken = bound(keys);
      dpop(keys, taken, proof(taken)).buy(REQUEST);
      Refused.because(
          DenialReason.PROOF_NEEDED,
          keys,
          () -> keys.bearer(keys.downstreamToken("shop.buy")).buy(REQUEST));
    }
  }

  /**
   * S3-42, S3-53: option 1 and the middle ground with bound tickets: what A was shown, token and
   * proof, opens nothing at B; without binding the same replay succeeds ({@link ForwardTest}).
   */
  @Test
  void buy_boundTicketReplayedAtAnotherService_isRefused() {
    try (ShopServer a = shop(TokenHoldersTest::forward);
        ShopServer b =
            shop(
                rules -> forward(rules).verifier(a.issuer.verifier()),
                holders -> holders.reachedAt("https://b:7461").boundTokensOnly(),
                "https://b:7461")) {
      DpopKey workers = key(a.clock);
      String ticket =
          a.issuer
              .delegationToken()
              .actions("shop.buy")
              .with("cnf", Map.of("jkt", workers.thumbprint().value()))
              .text();
      String proof = workers.proveTxnToken("POST", target(ORIGIN, BUY), ticket).reveal();
      a.with("txn-token", ticket, "dpop", proof).buy(REQUEST);

      Refused.because(
          DenialReason.PROOF_FOR_OTHER_REQUEST,
          b,
          () -> b.with("txn-token", ticket, "dpop", proof).buy(REQUEST));
      Refused.because(DenialReason.PROOF_NEEDED, b, () -> b.with("txn-token", ticket).buy(REQUEST));
      Refused.because(
          DenialReason.PROOF_REPLAYED,
          a,
          () -> a.with("txn-token", ticket, "dpop", proof).buy(REQUEST));
      String travelling = a.issuer.delegationToken().actions("shop.buy").text();
      Refused.because(
          DenialReason.PROOF_NEEDED, b, () -> b.with("txn-token", travelling).buy(REQUEST));
      b.with(
              "txn-token",
              ticket,
              "dpop",
              workers.proveTxnToken("POST", target("https://b:7461", BUY), ticket).reveal())
          .buy(REQUEST);
    }
  }

  @Test
  void build_withoutAName_isRefused() {
    assertThatThrownBy(() -> TokenHolders.builder(server.clock).build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TokenHolders.builder(server.clock).reachedAt("fleet:7461"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static CallerRules.Builder forward(CallerRules.Builder rules) {
    return rules.accept(CallerMode.FORWARD).trustDomain(TestIssuer.TRUST_DOMAIN);
  }

  private static ShopServer shop(UnaryOperator<CallerRules.Builder> rules) {
    return shop(rules, holders -> holders);
  }

  private static ShopServer shop(
      UnaryOperator<CallerRules.Builder> rules, UnaryOperator<TokenHolders.Builder> holders) {
    return shop(rules, holders, ORIGIN);
  }

  private static ShopServer shop(
      UnaryOperator<CallerRules.Builder> rules,
      UnaryOperator<TokenHolders.Builder> holders,
      String origin) {
    TestClock clock = TestClock.atNoon();
    return new ShopServer(all ->
        rules
            .apply(all)
            .holders(holders.apply(TokenHolders.builder(clock).reachedAt(origin)).build()));
  }

  private String bound(ShopServer at) {
    return bound(at, key);
  }

  private static String bound(ShopServer at, DpopKey to) {
    return at.issuer
        .downstreamToken()
        .audience("shop")
        .actions("shop.buy")
        .with("cnf", Map.of("jkt", to.thumbprint().value()))
        .text();
  }

  private String proof(String token) {
    return proof(token, "POST", ORIGIN, BUY);
  }

  private String proof(String token, String method, String origin, String path) {
    return key.proveAccessToken(method, target(origin, path), token).reveal();
  }

  private static TargetUri target(String origin, String path) {
    return new TargetUri(origin, path);
  }

  private static ShopServiceBlockingStub dpop(ShopServer at, String token, String proof) {
    return at.with("authorization", "DPoP " + token, "dpop", proof);
  }

  private void refused(DenialReason reason, ShopServiceBlockingStub caller) {
    Refused.because(reason, server, () -> caller.buy(REQUEST));
  }

  private static DpopKey key(TestClock clock) {
    return DpopKey.generate(
        CryptoProviders.jdk(), clock, () -> new TokenId(UUID.randomUUID().toString()));
  }
}
