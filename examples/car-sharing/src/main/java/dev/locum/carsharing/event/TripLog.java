package dev.locum.carsharing.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line per trip. */
public final class TripLog implements TripReactor {

  private static final Logger log = LoggerFactory.getLogger(TripLog.class);

  @Override
  public void on(TripCompleted event) {
    log.info("trip {}: {} s with {}", event.trip(), event.seconds(), event.vehicle());
  }
}
