package dev.locum.carsharing.event;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes a receipt per trip. */
public final class Receipts implements TripReactor {

  private final List<String> receipts = new CopyOnWriteArrayList<>();

  @Override
  public void on(TripCompleted event) {
    receipts.add(
        String.format(
            Locale.ROOT,
            "%s: %d.%02d for %d s with %s",
            event.trip(),
            event.cents() / 100,
            event.cents() % 100,
            event.seconds(),
            event.vehicle()));
  }

  /** The receipts, oldest first. */
  public List<String> all() {
    return List.copyOf(receipts);
  }
}
