package dev.locum.carsharing.event;

import java.util.List;

/**
 * Gives each event to every reactor; one that fails does not keep it from the others. Thread-safe.
 */
public final class TripEvents {

  private final List<TripReactor> reactors;

  public TripEvents(List<TripReactor> reactors) {
    this.reactors = reactors.stream().<TripReactor>map(OncePerTrip::new).toList();
  }

  /**
   * Publishes.
   *
   * @throws IllegalStateException if a reactor failed; publish again, the others will not count it
   *     twice
   */
  public void publish(TripCompleted event) {
    IllegalStateException failed =
        new IllegalStateException("trip " + event.trip() + ": a reactor failed");
    for (TripReactor reactor : reactors) {
      try {
        reactor.on(event);
      } catch (RuntimeException e) {
        failed.addSuppressed(e);
      }
    }
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }
}
