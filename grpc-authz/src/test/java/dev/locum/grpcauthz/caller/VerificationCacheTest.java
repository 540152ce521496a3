package dev.locum.grpcauthz.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.testkit.time.TestClock;
import dev.locum.token.RawToken;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens that were accepted a moment ago (H13). */
@Timeout(30)
class VerificationCacheTest {

  private static final RawToken TOKEN = RawToken.of("a-token");

  private final TestClock clock = TestClock.atNoon();
  private final VerificationCache cache = VerificationCache.create(clock);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong withdrawals = new AtomicLong();
  private Instant keysFreshUntil = Instant.MAX;
  private final VerificationCache.Check<String> check = accepting();

  @Test
  void verify_sameToken_isAskedOnceAMinute() {
    accepted(check);
    accepted(check);
    assertThat(asked).hasValue(1);

    clock.advance(Duration.ofMinutes(1));
    accepted(check);
    assertThat(asked).hasValue(2);
    cache.clear();
    accepted(check);
    assertThat(asked).hasValue(3);
  }

  /** Another kind, audience or issuer is another check; the control is the same check twice. */
  @Test
  void verify_anotherCheckOrToken_isAskedAgain() {
    accepted(check);
    accepted(accepting());
    cache.verify(check, RawToken.of("another-token"));

    assertThat(asked).hasValue(3);
    accepted(check);
    assertThat(asked).hasValue(3);
  }

  @Test
  void verify_afterAKeyWasWithdrawn_isAskedAgain() {
    accepted(check);
    withdrawals.incrementAndGet();

    accepted(check);

    assertThat(asked).hasValue(2);
  }

  /** One look: the token is hashed once, and whose it may be is asked of unknown ones alone. */
  @Test
  void verify_unlessItIsSomebodyElses_asksOnlyOfUnknownTokens() {
    assertThat(cache.verify(check, TOKEN, token -> false)).isEmpty();
    assertThat(asked).hasValue(0);

    assertThat(cache.verify(check, TOKEN, token -> true)).isPresent();
    assertThat(cache.verify(check, TOKEN, token -> false)).as("known").isPresent();
    assertThat(asked).hasValue(1);
    withdrawals.incrementAndGet();
    assertThat(cache.verify(check, TOKEN, token -> false)).as("withdrawn").isEmpty();
  }

  /** A key that goes while a token is verified with it takes the answer along. */
  @Test
  void verify_keyWithdrawnDuringTheVerification_isNotKept() {
    VerificationCache.Check<String> slow =
        VerificationCache.Check.of(
            withdrawals::get,
            token -> {
              asked.incrementAndGet();
              withdrawals.incrementAndGet();
              return Verification.verified("ada");
            },
            this::life);

    accepted(slow);
    accepted(slow);

    assertThat(asked).hasValue(2);
  }

  @Test
  void verify_keysToBeFetchedAgain_isAskedAgain() {
    keysFreshUntil = clock.instant().plusSeconds(10);
    accepted(check);
    clock.advance(Duration.ofSeconds(9));
    accepted(check);
    assertThat(asked).hasValue(1);

    clock.advance(Duration.ofSeconds(1));
    accepted(check);
    accepted(check);
    assertThat(asked).hasValue(3);
  }

  /** Hostile tokens cannot fill it, and an outage is over when it is over. */
  @Test
  void verify_rejected_isNotKept() {
    VerificationCache.Check<String> refusing =
        VerificationCache.Check.of(
            withdrawals::get,
            token -> {
              asked.incrementAndGet();
              return Verification.rejected(Rejection.of(DenialReason.KEYS_UNAVAILABLE, ""));
            },
            this::life);
    for (int i = 0; i < 2; i++) {
      assertThat(cache.verify(refusing, TOKEN)).isInstanceOf(Verification.Rejected.class);
    }
    assertThat(asked).hasValue(2);
  }

  private void accepted(VerificationCache.Check<String> by) {
    assertThat(cache.verify(by, TOKEN).orElseThrow()).isEqualTo("ada");
  }

  private VerificationCache.Check<String> accepting() {
    return VerificationCache.Check.of(
        withdrawals::get,
        token -> {
          asked.incrementAndGet();
          return Verification.verified("ada");
        },
        this::life);
  }

  private VerificationCache.Life life(String token) {
    return new VerificationCache.Life(
        "t-1", TestClock.NOON.plus(Duration.ofHours(1)), keysFreshUntil);
  }
}
