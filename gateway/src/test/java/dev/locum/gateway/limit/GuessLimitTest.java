package dev.locum.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuessLimitTest {

  private final AtomicLong nanos = new AtomicLong();
  private final GuessLimit limit = new GuessLimit(nanos::get);

  private int guesses(String address, int many) {
    int heard = 0;
    for (int i = 0; i < many; i++) {
      if (limit.begin(address)) {
        heard++;
        limit.end(address, true);
      }
    }
    return heard;
  }

  @Test
  void guessesOfOneAddress_areBounded_andComeBackWithTime() {
    assertThat(guesses("a", 1000)).isEqualTo(GuessLimit.AT_ONCE);

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));

    assertThat(guesses("a", 1000)).isEqualTo(3 * GuessLimit.A_SECOND);
  }

  @Test
  void guessesOfAllAddresses_areBounded_butTheFirstOfEach() {
    int heard = 0;
    int addresses = 200;
    for (int i = 0; i < addresses; i++) {
      heard += guesses("address-" + i, 100);
    }

    assertThat(heard).isBetween(GuessLimit.ALL_AT_ONCE, GuessLimit.ALL_AT_ONCE + addresses);
    assertThat(limit.begin("of somebody who has guessed nothing")).isTrue();
  }

  @Test
  void whatWasNotWrong_isNoGuess() {
    for (int i = 0; i < 1000; i++) {
      assertThat(limit.begin("a")).isTrue();
      limit.end("a", false);
    }
  }

  /** Many workers that start at once are no guesses; made-up keys at once are paid for. */
  @Test
  void questionsAtOnce_areBoundedToo_andPaidForAfterwards() {
    for (int i = 0; i < GuessLimit.ASKING; i++) {
      assertThat(limit.begin("a")).isTrue();
    }
    assertThat(limit.begin("a")).isFalse();
    assertThat(limit.begin("b")).isTrue();
    for (int i = 0; i < GuessLimit.ASKING; i++) {
      limit.end("a", true);
    }

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    assertThat(limit.begin("a")).isFalse();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    assertThat(limit.begin("a")).isTrue();
  }
}
