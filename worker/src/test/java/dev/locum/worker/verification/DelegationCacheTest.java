package dev.locum.worker.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.RawToken;
import dev.locum.token.SignatureVerifier;
import dev.locum.token.TokenVerifier;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseSignatureVerifier;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DelegationCacheTest {

  private final TestClock clock = TestClock.atNoon();
  private final TestIssuer issuer = TestIssuer.at(clock);
  private final AtomicInteger signaturesChecked = new AtomicInteger();
  private final DelegationCache cache =
      new DelegationCache(verifier(), TestIssuer.TRUST_DOMAIN, clock);

  @Test
  void check_ofTheSameBytes_checksTheSignatureOnce() {
    RawToken token = issuer.delegationToken().token();

    CheckedToken first = cache.check(token);
    CheckedToken second = cache.check(RawToken.of(token.reveal()));

    assertThat(first.cached()).isFalse();
    assertThat(second.cached()).isTrue();
    assertThat(second.claims()).isEqualTo(first.claims());
    assertThat(signaturesChecked).hasValue(1);
  }

  /** A cached entry never answers for other bytes, however alike. */
  @Test
  void check_ofATamperedToken_isRefusedThoughTheOriginalIsCached() {
    RawToken token = issuer.delegationToken().token();
    cache.check(token);
    String text = token.reveal();
    char last = text.charAt(text.length() - 2);
    RawToken tampered =
        RawToken.of(
            text.substring(0, text.length() - 2)
                + (last == 'A' ? 'B' : 'A')
                + text.charAt(text.length() - 1));

    assertThatThrownBy(() -> cache.check(tampered)).isInstanceOf(DenialException.class);
  }

  /** A refused token is never kept, so hostile ones cannot fill the cache. */
  @Test
  void check_ofAForgedToken_isRefusedEachTime() {
    RawToken forged = issuer.forger().delegationToken().token();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> cache.check(forged))
          .isInstanceOfSatisfying(
              DenialException.class,
              denial -> assertThat(denial.reason()).isEqualTo(DenialReason.TOKEN_KEY_UNKNOWN));
    }
    assertThat(signaturesChecked).hasValue(3);
  }

  @Test
  void check_atExpiry_marksACachedTokenAsExpired() {
    RawToken token = issuer.delegationToken().life(Duration.ofSeconds(30)).token();

    assertThat(cache.check(token).expired()).isFalse();
    clock.advance(Duration.ofSeconds(29));
    assertThat(cache.check(token).expired()).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(cache.check(token).expired()).isTrue();
    assertThat(signaturesChecked).hasValue(1);
  }

  /** A withdrawn key counts at most a minute longer. */
  @Test
  void check_afterAMinute_checksTheSignatureAgain() {
    RawToken token = issuer.delegationToken().token();
    cache.check(token);

    clock.advance(DelegationCache.KEPT);
    cache.check(token);

    assertThat(signaturesChecked).hasValue(2);
  }

  @Test
  void check_ofAnAccessToken_isRefused() {
    assertThatThrownBy(() -> cache.check(issuer.accessToken().token()))
        .isInstanceOf(DenialException.class);
  }

  private TokenVerifier verifier() {
    SignatureVerifier real = new JoseSignatureVerifier(issuer.keys(), CryptoProviders.choose());
    return TokenVerifier.builder()
        .issuer(TestIssuer.ISSUER)
        .signatures((token, type) -> {
          signaturesChecked.incrementAndGet();
          return real.verify(token, type);
        })
        .clock(clock)
        .build();
  }
}
