package dev.locum.launcher.stage;

/** The input of a trip, as a client writes it. */
public final class Trip {

  private Trip() {}

  /** A drive of so many seconds with this vehicle. */
  public static String json(String vehicle, int driveSeconds) {
    return "{\"vehicle\":\"%s\",\"driveSeconds\":%d}".formatted(vehicle, driveSeconds);
  }
}
