package dev.locum.carsharing.event;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A reactor that passes each trip on once, however often it comes. */
public final class OncePerTrip implements TripReactor {

  private final Map<String, Boolean> seen = new ConcurrentHashMap<>();
  private final TripReactor reactor;

  public OncePerTrip(TripReactor reactor) {
    this.reactor = reactor;
  }

  /** A trip whose first delivery failed counts as not seen. */
  @Override
  public void on(TripCompleted event) {
    seen.computeIfAbsent(
        event.trip(),
        trip -> {
          reactor.on(event);
          return true;
        });
  }
}
