package dev.locum.carsharing.saga;

import io.temporal.activity.ActivityInterface;

/** The steps of a trip and what undoes them. Each may run more than once. */
@ActivityInterface
public interface TripActivities {

  /**
   * Fails with {@link TripFailures#VEHICLE_UNAVAILABLE}, for good, if the vehicle cannot be had.
   */
  void reserveVehicle(String trip, String vehicle);

  void releaseVehicle(String trip, String vehicle);

  void recordTrip(String trip, String vehicle);

  void endTrip(String trip);

  void cancelTrip(String trip);

  void openTab(String trip);

  /** Answers the id of the charge. */
  String addCharge(String trip, long cents);

  void settleTab(String trip);

  void voidTab(String trip);

  void refundCharge(String trip, String charge);

  void publishTripCompleted(String trip, String vehicle, long cents, long seconds);
}
