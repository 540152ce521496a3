package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.caller.VerificationCache;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens that were accepted a moment ago (H13). */
@Timeout(30)
class VerificationCacheTest {

  private static final ShopRequest REQUEST = ShopRequest.getDefaultInstance();
  private static final RawToken TOKEN = RawToken.of("a-token");

  private final TestClock clock = TestClock.atNoon();
  private final VerificationCache cache = VerificationCache.create(clock);
  private int asked;

  @Test
  void verify_sameTokenAndPurpose_isAskedOnceAMinute() {
    accepted(this, "user for shop");
    accepted(this, "user for shop");
    assertThat(asked).isEqualTo(1);

    clock.advance(Duration.ofMinutes(1));
    accepted(this, "user for shop");
    assertThat(asked).isEqualTo(2);
    cache.clear();
    accepted(this, "user for shop");
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void verify_anotherPurposeOrVerifier_isAskedAgain() {
    accepted(this, "user for shop");
    accepted(this, "user for fleet");
    accepted("another verifier", "user for shop");

    assertThat(asked).isEqualTo(3);
  }

  /** Hostile tokens cannot fill it, and an outage is over when it is over. */
  @Test
  void verify_rejected_isNotKept() {
    for (int i = 0; i < 2; i++) {
      Verification<String> answer =
          cache.verify(
              this,
              "user for shop",
              TOKEN,
              () -> {
                asked++;
                return Verification.rejected(Rejection.of(DenialReason.KEYS_UNAVAILABLE, ""));
              },
              VerificationCacheTest::life);
      assertThat(answer).isInstanceOf(Verification.Rejected.class);
    }
    assertThat(asked).isEqualTo(2);
  }

  /** An id that is revoked here is refused in every mode: for a user of Locum's authority too. */
  @Test
  void anybody_accessTokenOfTheAuthority_endsWithItsRevocation() {
    TrustSource nobody = TrustSource.of("nobody", Set.of(), evidence -> Optional.empty());
    try (ShopServer shop =
        new ShopServer(
            rules -> rules.accept(CallerMode.USER).trustSource(nobody).verificationCache(cache))) {
      String ada = shop.issuer.accessToken().audience("shop").text();
      shop.bearer(ada).anybody(REQUEST);
      shop.bearer(ada).anybody(REQUEST);

      cache.revoke(shop.shop.callers.get(0).tokenId(), Instant.MAX);

      Refused.because(DenialReason.TOKEN_REVOKED, shop, () -> shop.bearer(ada).anybody(REQUEST));
    }
  }

  private void accepted(Object verifier, String purpose) {
    Verification<String> answer =
        cache.verify(
            verifier,
            purpose,
            TOKEN,
            () -> {
              asked++;
              return Verification.verified("ada");
            },
            VerificationCacheTest::life);
    assertThat(answer.orElseThrow()).isEqualTo("ada");
  }

  private static VerificationCache.Life life(String token) {
    return new VerificationCache.Life("t-1", TestClock.NOON.plus(Duration.ofHours(1)));
  }
}
