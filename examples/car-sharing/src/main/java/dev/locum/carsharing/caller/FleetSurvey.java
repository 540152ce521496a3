package dev.locum.carsharing.caller;

import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc.FleetServiceBlockingStub;
import dev.locum.carsharing.api.fleet.v1.ListVehiclesRequest;
import dev.locum.carsharing.api.fleet.v1.Vehicle;
import dev.locum.carsharing.api.fleet.v1.VehicleStatus;
import dev.locum.carsharing.api.trip.v1.GetTripRequest;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc.TripServiceBlockingStub;
import dev.locum.carsharing.api.trip.v1.TripStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks for vehicles that are still reserved although their trip was cancelled: what a compensation
 * that failed for good leaves behind. It only looks; people decide.
 */
public final class FleetSurvey {

  private static final long CALL_SECONDS = 10;

  private final FleetServiceBlockingStub fleet;
  private final TripServiceBlockingStub trips;

  /** Over the services, with the credentials of whoever surveys. */
  public FleetSurvey(FleetServiceBlockingStub fleet, TripServiceBlockingStub trips) {
    this.fleet = fleet;
    this.trips = trips;
  }

  /**
   * The vehicles of an operator that were left behind.
   *
   * @throws StatusRuntimeException if a service refuses or does not answer
   */
  public List<Vehicle> leftBehind(String tenant) {
    List<Vehicle> left = new ArrayList<>();
    fleet
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
        .listVehicles(ListVehiclesRequest.newBuilder().setTenant(tenant).build())
        .forEachRemaining(vehicle -> {
          if (vehicle.getStatus() == VehicleStatus.VEHICLE_STATUS_RESERVED
              && isCancelled(tenant, vehicle.getHolder())) {
            left.add(vehicle);
          }
        });
    return left;
  }

  /** A trip that was not recorded yet may still be on its way. */
  private boolean isCancelled(String tenant, String trip) {
    try {
      return trips
              .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
              .getTrip(GetTripRequest.newBuilder().setTenant(tenant).setTrip(trip).build())
              .getStatus()
          == TripStatus.TRIP_STATUS_CANCELLED;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }
}
