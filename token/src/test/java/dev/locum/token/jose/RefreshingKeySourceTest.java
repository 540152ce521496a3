package dev.locum.token.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.token.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When keys are fetched, how often at most, and what counts while they cannot be. */
@Timeout(60)
final class RefreshingKeySourceTest {

  private final MovableClock clock = MovableClock.atNoon();
  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicReference<PublicKeys> published = new AtomicReference<>(PublicKeys.of());
  private final VerificationKey first =
      SigningKey.generate(SigningAlgorithm.ES256).verificationKey();
  private final VerificationKey second =
      SigningKey.generate(SigningAlgorithm.ES256).verificationKey();
  private volatile boolean reachable = true;
  private final RefreshingKeySource source =
      new RefreshingKeySource(this::fetch, clock, RefreshingKeySource.Limits.defaults());

  @BeforeEach
  void publishTheFirst() {
    published.set(PublicKeys.of(first));
  }

  @Test
  void find_firstTime_fetchesOnce() {
    assertThat(fetches).hasValue(0);

    assertFound(first);
    assertFound(first);

    assertThat(fetches).hasValue(1);
  }

  /** A rotated key is met by the first token that names it. */
  @Test
  void find_keyThatAppearedMeanwhile_isFetched() {
    assertFound(first);
    published.set(PublicKeys.of(first, second));
    clock.move(Duration.ofSeconds(6));

    assertFound(second);

    assertThat(fetches).hasValue(2);
  }

  /** Hostile ids cannot make us flood the issuer. */
  @Test
  void find_manyUnknownIds_fetchesAtMostOncePerInterval() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(source.find("unknown-" + i)).isInstanceOf(KeyLookup.Unknown.class);
      clock.move(Duration.ofMillis(10));
    }

    assertThat(fetches.get()).isBetween(2, 3);
  }

  /** SP-4 in spirit: what is not published any more does not count any more. */
  @Test
  void find_withdrawnKey_isUnknownAfterTheRefresh() {
    assertFound(first);
    published.set(PublicKeys.of(second));

    clock.move(Duration.ofMinutes(5).minusSeconds(1));
    assertFound(first);
    clock.move(Duration.ofSeconds(1));
    assertThat(source.find(first.keyId())).isInstanceOf(KeyLookup.Unknown.class);
    assertFound(second);
  }

  /** Whoever keeps what a key has proven lets it go when the key goes, and at no other time. */
  @Test
  void withdrawals_countWithdrawnKeysAndNothingElse() {
    assertThat(source.freshUntil()).isEqualTo(Instant.MIN);
    source.find(first.keyId());
    assertThat(source.freshUntil()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));

    published.set(PublicKeys.of(first, second));
    clock.move(Duration.ofMinutes(5));
    source.find(second.keyId());
    assertThat(source.withdrawals()).isZero();

    published.set(PublicKeys.of(second));
    clock.move(Duration.ofMinutes(5));
    source.find(second.keyId());
    assertThat(source.withdrawals()).isEqualTo(1);
    assertThat(source.freshUntil()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
    assertThat(KeySource.fixed(PublicKeys.of(first)).freshUntil()).isEqualTo(Instant.MAX);
  }

  @Test
  void find_neverFetched_isUnavailableAndTriedAgainLater() {
    reachable = false;
    assertThat(source.find(first.keyId())).isInstanceOf(KeyLookup.Unavailable.class);
    assertThat(source.find(first.keyId())).isInstanceOf(KeyLookup.Unavailable.class);
    assertThat(fetches).hasValue(1);

    reachable = true;
    clock.move(Duration.ofSeconds(5));

    assertFound(first);
  }

  /** SP-8: a fetch that fails for ever must not mean old keys for ever. */
  @Test
  void find_whileFetchesFail_servesOldKeysForAWhileOnly() {
    assertFound(first);
    reachable = false;

    clock.move(Duration.ofHours(1).minusNanos(1));
    assertFound(first);
    clock.move(Duration.ofNanos(1));
    assertThat(source.find(first.keyId())).isInstanceOf(KeyLookup.Unavailable.class);
    assertThat(source.find("unknown")).isInstanceOf(KeyLookup.Unavailable.class);
  }

  @Test
  void find_afterAnEmptySetWasPublished_knowsNothing() {
    assertFound(first);
    published.set(PublicKeys.of());
    clock.move(Duration.ofMinutes(6));

    assertThat(source.find(first.keyId())).isInstanceOf(KeyLookup.Unknown.class);
  }

  @Test
  void find_byManyThreadsAtOnce_fetchesOnce() throws Exception {
    CountDownLatch together = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      var lookups =
          IntStream.range(0, 8)
              .mapToObj(i ->
                  threads.submit(() -> {
                    together.await();
                    return source.find(first.keyId());
                  }))
              .toList();
      together.countDown();
      for (Future<KeyLookup> lookup : lookups) {
        assertThat(lookup.get(30, TimeUnit.SECONDS)).isEqualTo(new KeyLookup.Found(first));
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(fetches).hasValue(1);
  }

  @Test
  void limits_outOfOrder_areRefused() {
    Duration one = Duration.ofSeconds(1);
    Duration two = Duration.ofSeconds(2);
    assertThatThrownBy(() -> new RefreshingKeySource.Limits(one, two, two))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RefreshingKeySource.Limits(two, one, one))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RefreshingKeySource.Limits(two, Duration.ZERO, two))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private PublicKeys fetch() {
    fetches.incrementAndGet();
    if (!reachable) {
      throw new IllegalStateException("no route to host");
    }
    return published.get();
  }

  private void assertFound(VerificationKey key) {
    assertThat(source.find(key.keyId())).isEqualTo(new KeyLookup.Found(key));
  }
}
