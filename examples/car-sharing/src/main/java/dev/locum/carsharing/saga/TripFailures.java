package dev.locum.carsharing.saga;

/** The types of failures that end a trip for good. */
public final class TripFailures {

  /** The vehicle is unknown, in maintenance or held by another trip. Nothing was reserved. */
  public static final String VEHICLE_UNAVAILABLE = "VehicleUnavailable";

  /** The request has not its form. */
  public static final String REQUEST_INVALID = "TripRequestInvalid";

  private TripFailures() {}
}
