package dev.locum.token.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** DP-2: what is remembered, and that nobody fills it for others. */
final class RememberedProofsTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final int MAX = 120;

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final RememberedProofs proofs = new RememberedProofs(new MovingClock(now), MAX);

  /** The known fault: one worker made proofs until all others were refused. */
  @Test
  void dp2_oneKeyThatFillsIt_refusesItselfAlone() {
    int got = fill(key('a'));

    assertThat(got).as("half of what is for all").isEqualTo(45);
    assertThat(fill(key('b'))).isBetween(22, 23);
    assertThat(use(key('c'), "1")).isTrue();
    assertThatThrownBy(() -> use(key('a'), "one more")).isInstanceOf(IllegalStateException.class);
  }

  /** Whoever has many keys leaves others little, and something as long as it is not too many. */
  @Test
  void dp2_manyKeysThatFillIt_leaveRoomForTheNext() {
    for (char key = 'a'; key <= 'y'; key++) {
      fill(key(key));
    }

    assertThat(use(key('z'), "1")).isTrue();
    assertThatThrownBy(() -> use(key('z'), "2")).isInstanceOf(IllegalStateException.class);
  }

  /** The bound is a bound. */
  @Test
  void dp2_allRoomUsed_refusesEverybody() {
    for (char key = 'A'; key <= 'z'; key++) {
      if (Character.isLetter(key)) {
        fill(key(key));
      }
    }

    assertThatThrownBy(() -> use(key('0'), "1")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void dp2_fullShare_forgetsNothing() {
    KeyThumbprint key = key('a');
    fill(key);

    assertThatThrownBy(() -> use(key, "0")).isInstanceOf(IllegalStateException.class);
    now.set(NOON.plusSeconds(70));
    assertThatThrownBy(() -> use(key, "0"))
        .as("kept until that moment, which is included")
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void dp2_whatCountsNoMore_givesItsShareBack() {
    KeyThumbprint key = key('a');
    fill(key);

    now.set(NOON.plusSeconds(72));

    assertThat(fill(key)).isEqualTo(45);
  }

  @Test
  void dp2_sameIdOfTwoKeys_isTwoProofs() {
    assertThat(use(key('a'), "1")).isTrue();
    assertThat(use(key('b'), "1")).isTrue();
    assertThat(use(key('a'), "1")).isFalse();
  }

  private int fill(KeyThumbprint key) {
    int got = 0;
    while (got <= MAX) {
      try {
        use(key, Integer.toString(got));
      } catch (IllegalStateException e) {
        return got;
      }
      got++;
    }
    return got;
  }

  private boolean use(KeyThumbprint key, String id) {
    return proofs.useOnce(key, id, now.get().plusSeconds(70));
  }

  private static KeyThumbprint key(char name) {
    return new KeyThumbprint(String.valueOf(name).repeat(42) + "A");
  }

  private static final class MovingClock extends Clock {

    private final AtomicReference<Instant> now;

    MovingClock(AtomicReference<Instant> now) {
      this.now = now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now.get();
    }
  }
}
