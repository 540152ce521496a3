package dev.locum.launcher.demo;

/** The input of a trip, as a client writes it. */
final class Trip {

  private Trip() {}

  /** A drive of so many seconds with this vehicle. */
  static String json(String vehicle, int driveSeconds) {
    return "{\"vehicle\":\"%s\",\"driveSeconds\":%d}".formatted(vehicle, driveSeconds);
  }
}
