package dev.locum.token.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** DP-5: nonces that nobody keeps. */
final class KeyedNoncesTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:30Z");
  private static final byte[] KEY = new byte[KeyedNonces.MIN_KEY_BYTES];

  @Test
  void dp5_nonce_countsInItsMinuteAndTheNextOne() {
    String nonce = at(0).current();

    assertThat(at(0).isFresh(nonce)).isTrue();
    assertThat(at(60).isFresh(nonce)).isTrue();
    assertThat(at(90).isFresh(nonce)).isFalse();
    assertThat(at(-60).isFresh(nonce)).as("a replica whose clock is behind").isTrue();
    assertThat(at(-91).isFresh(nonce)).isFalse();
  }

  @Test
  void dp5_replicasWithOneKey_takeOneAnothers() {
    byte[] other = KEY.clone();
    other[0] = 1;

    assertThat(new KeyedNonces(KEY, clock(0)).isFresh(at(0).current())).isTrue();
    assertThat(new KeyedNonces(other, clock(0)).isFresh(at(0).current())).isFalse();
    KeyedNonces own = KeyedNonces.ofThisProcess(new SecureRandom(), clock(0));
    assertThat(own.isFresh(own.current())).isTrue();
    assertThat(own.isFresh(at(0).current())).isFalse();
  }

  @Test
  void dp5_forgedNonces_areNotFresh() {
    String nonce = at(0).current();

    for (String forged :
        new String[] {
          "", "0", nonce + "A", nonce.substring(1), nonce.toUpperCase(Locale.ROOT), "\u00e4"
        }) {
      assertThat(at(0).isFresh(forged)).as(forged).isFalse();
    }
  }

  @Test
  void dp5_noTwoMinutes_haveTheSame() {
    Set<String> seen = new HashSet<>();

    for (int minute = 0; minute < 100; minute++) {
      assertThat(seen.add(at(60L * minute).current())).isTrue();
    }
  }

  /** BP-2: as long as the hash. */
  @Test
  void shortKey_isRefusedAndNoneIsShown() {
    assertThatThrownBy(() -> new KeyedNonces(new byte[31], clock(0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(at(0)).hasToString("KeyedNonces");
  }

  private static KeyedNonces at(long seconds) {
    return new KeyedNonces(KEY, clock(seconds));
  }

  private static Clock clock(long seconds) {
    return Clock.fixed(NOON.plus(Duration.ofSeconds(seconds)), ZoneOffset.UTC);
  }
}
