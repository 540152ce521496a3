package dev.locum.carsharing.event;

import java.util.concurrent.atomic.LongAdder;

/** Adds up what was earned. */
public final class PricingTally implements TripReactor {

  private final LongAdder cents = new LongAdder();

  @Override
  public void on(TripCompleted event) {
    cents.add(event.cents());
  }

  /** The sum of all trips so far. */
  public long cents() {
    return cents.sum();
  }
}
