package dev.locum.carsharing.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The three reactors get every trip once each, whatever happens to the others. */
class TripEventsTest {

  private static final TripCompleted FIRST = new TripCompleted("t1", "user-ada", "car-1", 305, 61);
  private static final TripCompleted SECOND = new TripCompleted("t2", "user-bo", "car-2", 5, 1);

  private final PricingTally tally = new PricingTally();
  private final Receipts receipts = new Receipts();

  @Test
  void publish_sameTripAgain_countsOnceAtEachReactor() {
    List<TripCompleted> seen = new ArrayList<>();
    TripEvents events = new TripEvents(List.of(tally, receipts, seen::add));

    events.publish(FIRST);
    events.publish(FIRST);
    events.publish(SECOND);

    assertThat(seen).containsExactly(FIRST, SECOND);
    assertThat(tally.cents()).isEqualTo(310);
    assertThat(receipts.all())
        .containsExactly("t1: 3.05 for 61 s with car-1", "t2: 0.05 for 1 s with car-2");
  }

  /** The negative control: a reactor that is asked directly counts the same trip twice. */
  @Test
  void reactor_askedDirectly_countsTwice() {
    tally.on(FIRST);
    tally.on(FIRST);

    assertThat(tally.cents()).isEqualTo(610);
  }

  @Test
  void publish_oneReactorFails_theOthersGetItAndItGetsItAgain() {
    AtomicBoolean away = new AtomicBoolean(true);
    List<TripCompleted> seen = new ArrayList<>();
    TripEvents events =
        new TripEvents(
            List.of(
                event -> {
                  if (away.get()) {
                    throw new IllegalStateException("away");
                  }
                  seen.add(event);
                },
                tally));

    assertThatThrownBy(() -> events.publish(FIRST)).isInstanceOf(IllegalStateException.class);
    away.set(false);
    events.publish(FIRST);

    assertThat(seen).containsExactly(FIRST);
    assertThat(tally.cents()).isEqualTo(305);
  }
}
