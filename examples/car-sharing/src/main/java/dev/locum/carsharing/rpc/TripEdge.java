package dev.locum.carsharing.rpc;

import dev.locum.carsharing.api.fleet.v1.Vehicle;
import dev.locum.carsharing.api.fleet.v1.VehicleStatus;
import dev.locum.carsharing.api.trip.v1.CheckVehicleRequest;
import dev.locum.carsharing.api.trip.v1.CheckVehicleResponse;
import dev.locum.carsharing.api.trip.v1.GetMyTripRequest;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.carsharing.api.trip.v1.TripEdgeServiceGrpc;
import dev.locum.carsharing.journal.Journal;
import dev.locum.carsharing.journal.NotPossibleException;
import dev.locum.carsharing.trip.TripRows;
import dev.locum.grpcauthz.caller.OnBehalfOf;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

/**
 * {@code carsharing.trip.v1.TripEdgeService}: the one service of the example that users call. Who
 * they are says their token, and they see nothing but their own.
 */
public final class TripEdge extends TripEdgeServiceGrpc.TripEdgeServiceImplBase {

  private static final int MAX_TRIP = 1000;
  private static final int MAX_VEHICLE = 64;

  private final TripRows rows;
  private final Journal journal;
  private final VehicleLookup fleet;

  /**
   * An edge.
   *
   * @param fleet finds vehicles; called as the trip service, never with anything of the user's call
   */
  public TripEdge(TripRows rows, Journal journal, VehicleLookup fleet) {
    this.rows = rows;
    this.journal = journal;
    this.fleet = fleet;
  }

  @Override
  public void getMyTrip(GetMyTripRequest request, StreamObserver<Trip> observer) {
    Answers.one(
        observer,
        () -> {
          Answers.require("trip", request.getTrip(), MAX_TRIP);
          OnBehalfOf who = Callers.user();
          return journal.read(
              () -> rows.get(who.tenant().value(), who.user().value(), request.getTrip()));
        });
  }

  @Override
  public void checkVehicle(
      CheckVehicleRequest request, StreamObserver<CheckVehicleResponse> observer) {
    Answers.one(
        observer,
        () -> {
          Answers.require("vehicle", request.getVehicle(), MAX_VEHICLE);
          requireAvailable(find(Callers.user(), request.getVehicle()));
          return CheckVehicleResponse.newBuilder().setVehicle(request.getVehicle()).build();
        });
  }

  /** The fleet's own answer, or that there is none; never what the fleet thinks of this service. */
  private Vehicle find(OnBehalfOf who, String vehicle) {
    try {
      return fleet.find(who.tenant().value(), vehicle);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        throw NotPossibleException.notFound("There is no such vehicle.");
      }
      throw Status.UNAVAILABLE.withDescription("The fleet does not answer.").asRuntimeException();
    }
  }

  private static void requireAvailable(Vehicle vehicle) {
    if (vehicle.getStatus() != VehicleStatus.VEHICLE_STATUS_AVAILABLE) {
      throw NotPossibleException.conflict("The vehicle is not available.");
    }
  }
}
