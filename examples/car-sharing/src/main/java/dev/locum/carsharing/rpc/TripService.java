package dev.locum.carsharing.rpc;

import com.google.protobuf.Message;
import dev.locum.carsharing.api.trip.v1.CancelTripRequest;
import dev.locum.carsharing.api.trip.v1.EndTripRequest;
import dev.locum.carsharing.api.trip.v1.GetTripRequest;
import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.carsharing.journal.Journal;
import dev.locum.carsharing.trip.TripRows;
import io.grpc.stub.StreamObserver;

/** {@code carsharing.trip.v1.TripService}. */
public final class TripService extends TripServiceGrpc.TripServiceImplBase {

  private static final int MAX_TRIP = 1000;

  private final TripRows rows;
  private final Journal journal;

  public TripService(TripRows rows, Journal journal) {
    this.rows = rows;
    this.journal = journal;
  }

  @Override
  public void recordTrip(RecordTripRequest request, StreamObserver<Trip> observer) {
    commit(request.getTrip(), request, observer);
  }

  @Override
  public void endTrip(EndTripRequest request, StreamObserver<Trip> observer) {
    commit(request.getTrip(), request, observer);
  }

  @Override
  public void cancelTrip(CancelTripRequest request, StreamObserver<Trip> observer) {
    commit(request.getTrip(), request, observer);
  }

  @Override
  public void getTrip(GetTripRequest request, StreamObserver<Trip> observer) {
    Answers.one(
        observer, () -> journal.read(() -> rows.get(request.getTenant(), request.getTrip())));
  }

  private void commit(String trip, Message request, StreamObserver<Trip> observer) {
    Answers.one(
        observer,
        () -> {
          Answers.require("trip", trip, MAX_TRIP);
          return journal.commit(Callers.ofTrip(trip), request, Trip.class);
        });
  }
}
