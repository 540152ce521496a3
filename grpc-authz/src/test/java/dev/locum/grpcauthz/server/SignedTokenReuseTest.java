package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.caller.VerificationCache;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.trust.SignedTokenTrust;
import dev.locum.grpcauthz.trust.UsedTokenIds;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A token that a service signed and that is shown again: used once, or remembered. */
@Timeout(30)
class SignedTokenReuseTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final String HEADER = SignedTokenTrust.DEFAULT_HEADER;

  private final SigningPair pair = new SigningPair();
  private final TestClock clock = pair.clock;
  private final SigningService worker = pair.worker;

  @AfterEach
  void stop() {
    pair.close();
  }

  /** With a replay store each token opens one call; an id must be there; an outage refuses. */
  @Test
  void ping_singleUse_opensOneCall() {
    try (ShopServer shop = pair.shop(trust -> trust.singleUse(new UsedTokenIds(clock)))) {
      String token = worker.token();
      shop.with(HEADER, token).ping(REQUEST);

      Refused.because(
          DenialReason.TOKEN_REPLAYED, shop, () -> shop.with(HEADER, token).ping(REQUEST));
      Refused.because(
          DenialReason.TOKEN_CLAIM_MISSING,
          shop,
          () ->
              shop.with(HEADER, worker.token(Collections.singletonMap("jti", null))).ping(REQUEST));
      shop.with(HEADER, worker.token()).ping(REQUEST);
    }
    try (ShopServer blind =
        pair.shop(trust ->
            trust.singleUse((kind, holder, id, keepUntil) -> {
              throw new IllegalStateException("the store is away");
            }))) {
      Refused.because(
          DenialReason.TRUST_UNDECIDED,
          blind,
          () -> blind.with(HEADER, worker.token()).ping(REQUEST));
    }
  }

  /** The negative control of the above: without a store the same token opens two calls. */
  @Test
  void ping_withoutReplayStore_sameTokenOpensTwoCalls() {
    try (ShopServer shop = pair.shop(trust -> trust)) {
      String token = worker.token();
      shop.with(HEADER, token).ping(REQUEST);
      shop.with(HEADER, token).ping(REQUEST);
    }
  }

  /** H13: what is cached ends with the token, and with its revocation. */
  @Test
  void ping_cachedToken_endsWithItsExpiryAndRevocation() {
    VerificationCache cache = VerificationCache.create(clock);
    try (ShopServer shop = pair.shop(trust -> trust.verificationCache(cache))) {
      String short30 = worker.token(Map.of("exp", clock.instant().getEpochSecond() + 30));
      String revoked = worker.token(Map.of("jti", "stolen-1"));
      shop.with(HEADER, short30).ping(REQUEST);
      shop.with(HEADER, revoked).ping(REQUEST);

      cache.revoke("stolen-1", Instant.MAX);
      Refused.because(
          DenialReason.TOKEN_REVOKED, shop, () -> shop.with(HEADER, revoked).ping(REQUEST));
      clock.advance(Duration.ofSeconds(30));
      Refused.because(
          DenialReason.TOKEN_EXPIRED, shop, () -> shop.with(HEADER, short30).ping(REQUEST));
    }
    assertThatThrownBy(() ->
            pair.builder()
                .trust(worker.issuer, worker.keys(), SigningPair.entry("worker"))
                .singleUse(new UsedTokenIds(clock))
                .verificationCache(cache)
                .build())
        .isInstanceOf(IllegalStateException.class);
  }
}
