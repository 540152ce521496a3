package dev.locum.carsharing.event;

/**
 * Reacts to completed trips. The same trip may come more than once and must count once.
 * Thread-safe.
 */
@FunctionalInterface
public interface TripReactor {

  /** Takes an event; an exception has it come again. */
  void on(TripCompleted event);
}
