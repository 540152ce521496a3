package dev.locum.carsharing.rpc;

import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.GetVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.ListVehiclesRequest;
import dev.locum.carsharing.api.fleet.v1.ReleaseVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.ReleaseVehicleResponse;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleResponse;
import dev.locum.carsharing.api.fleet.v1.Vehicle;
import dev.locum.carsharing.fleet.FleetRows;
import dev.locum.carsharing.journal.Journal;
import io.grpc.stub.StreamObserver;

/** {@code carsharing.fleet.v1.FleetService}. */
public final class FleetService extends FleetServiceGrpc.FleetServiceImplBase {

  private static final int MAX_VEHICLE = 64;
  private static final int MAX_TRIP = 1000;

  private final FleetRows rows;
  private final Journal journal;

  public FleetService(FleetRows rows, Journal journal) {
    this.rows = rows;
    this.journal = journal;
  }

  @Override
  public void reserveVehicle(
      ReserveVehicleRequest request, StreamObserver<ReserveVehicleResponse> observer) {
    Answers.one(
        observer,
        () -> {
          Answers.require("vehicle", request.getVehicle(), MAX_VEHICLE);
          Answers.require("trip", request.getTrip(), MAX_TRIP);
          return journal.commit(
              Callers.ofTrip(request.getTrip()), request, ReserveVehicleResponse.class);
        });
  }

  @Override
  public void releaseVehicle(
      ReleaseVehicleRequest request, StreamObserver<ReleaseVehicleResponse> observer) {
    Answers.one(
        observer,
        () -> {
          Answers.require("vehicle", request.getVehicle(), MAX_VEHICLE);
          Answers.require("trip", request.getTrip(), MAX_TRIP);
          return journal.commit(
              Callers.ofTrip(request.getTrip()), request, ReleaseVehicleResponse.class);
        });
  }

  @Override
  public void getVehicle(GetVehicleRequest request, StreamObserver<Vehicle> observer) {
    Answers.one(
        observer, () -> journal.read(() -> rows.get(request.getTenant(), request.getVehicle())));
  }

  @Override
  public void listVehicles(ListVehiclesRequest request, StreamObserver<Vehicle> observer) {
    journal
        .read(() -> rows.list(request.getTenant(), request.getAvailableOnly(), request.getAfter()))
        .forEach(observer::onNext);
    observer.onCompleted();
  }
}
