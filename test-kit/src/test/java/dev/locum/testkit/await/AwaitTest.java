package dev.locum.testkit.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AwaitTest {

  @Test
  void until_ofWhatBecomesTrue_returns() {
    AtomicInteger looks = new AtomicInteger();

    Await.until("the third look", () -> looks.incrementAndGet() == 3);

    assertThat(looks).hasValue(3);
  }

  @Test
  void untilPasses_ofWhatNeverHolds_saysWhatAndWhy() {
    assertThatThrownBy(() ->
            Await.untilPasses(
                "the impossible", Duration.ofMillis(20), () -> assertThat(1).isEqualTo(2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the impossible")
        .hasStackTraceContaining("expected: 2");
  }

  @Test
  void untilPasses_ofABrokenCondition_failsAtOnce() {
    assertThatThrownBy(() ->
            Await.untilPasses(
                "it",
                Duration.ofHours(1),
                () -> {
                  throw new IllegalStateException("broken");
                }))
        .hasRootCauseMessage("broken");
  }
}
