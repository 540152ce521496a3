package dev.locum.carsharing.saga;

import dev.locum.carsharing.api.billing.v1.AddChargeRequest;
import dev.locum.carsharing.api.billing.v1.BillingServiceGrpc;
import dev.locum.carsharing.api.billing.v1.BillingServiceGrpc.BillingServiceBlockingStub;
import dev.locum.carsharing.api.billing.v1.OpenTabRequest;
import dev.locum.carsharing.api.billing.v1.RefundChargeRequest;
import dev.locum.carsharing.api.billing.v1.SettleRequest;
import dev.locum.carsharing.api.billing.v1.VoidTabRequest;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc.FleetServiceBlockingStub;
import dev.locum.carsharing.api.fleet.v1.ReleaseVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleRequest;
import dev.locum.carsharing.api.trip.v1.CancelTripRequest;
import dev.locum.carsharing.api.trip.v1.EndTripRequest;
import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc.TripServiceBlockingStub;
import dev.locum.carsharing.event.TripCompleted;
import dev.locum.carsharing.event.TripEvents;
import dev.locum.worker.context.LocumContext;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.failure.ApplicationFailure;
import java.util.concurrent.TimeUnit;

/** The steps of a trip as calls to the trip, fleet and billing services. */
public final class BookingActivities implements TripActivities {

  /** Below the activity's own time, so that a service that hangs is met by a retry. */
  private static final long CALL_SECONDS = 10;

  /** A trip has one charge, so its key need not differ. */
  private static final String DRIVE = "drive";

  private final TripEvents events;

  public BookingActivities(TripEvents events) {
    this.events = events;
  }

  @Override
  public void reserveVehicle(String trip, String vehicle) {
    try {
      fleet()
          .reserveVehicle(
              ReserveVehicleRequest.newBuilder().setTrip(trip).setVehicle(vehicle).build());
    } catch (StatusRuntimeException e) {
      Status.Code code = e.getStatus().getCode();
      if (code == Status.Code.NOT_FOUND || code == Status.Code.FAILED_PRECONDITION) {
        throw ApplicationFailure.newNonRetryableFailure(
            "vehicle " + vehicle + " cannot be had", TripFailures.VEHICLE_UNAVAILABLE);
      }
      throw e;
    }
  }

  @Override
  public void releaseVehicle(String trip, String vehicle) {
    fleet()
        .releaseVehicle(
            ReleaseVehicleRequest.newBuilder().setTrip(trip).setVehicle(vehicle).build());
  }

  @Override
  public void recordTrip(String trip, String vehicle) {
    trips().recordTrip(RecordTripRequest.newBuilder().setTrip(trip).setVehicle(vehicle).build());
  }

  @Override
  public void endTrip(String trip) {
    trips().endTrip(EndTripRequest.newBuilder().setTrip(trip).build());
  }

  @Override
  public void cancelTrip(String trip) {
    trips().cancelTrip(CancelTripRequest.newBuilder().setTrip(trip).build());
  }

  @Override
  public void openTab(String trip) {
    billing().openTab(OpenTabRequest.newBuilder().setTrip(trip).build());
  }

  @Override
  public String addCharge(String trip, long cents) {
    return billing()
        .addCharge(
            AddChargeRequest.newBuilder().setTrip(trip).setKey(DRIVE).setCents(cents).build())
        .getCharge();
  }

  @Override
  public void settleTab(String trip) {
    billing().settle(SettleRequest.newBuilder().setTrip(trip).build());
  }

  @Override
  public void voidTab(String trip) {
    billing().voidTab(VoidTabRequest.newBuilder().setTrip(trip).build());
  }

  @Override
  public void refundCharge(String trip, String charge) {
    billing()
        .refundCharge(RefundChargeRequest.newBuilder().setTrip(trip).setCharge(charge).build());
  }

  @Override
  public void publishTripCompleted(String trip, String vehicle, long cents, long seconds) {
    String user = LocumContext.current().principal().userId();
    events.publish(new TripCompleted(trip, user, vehicle, cents, seconds));
  }

  private static FleetServiceBlockingStub fleet() {
    return FleetServiceGrpc.newBlockingStub(LocumContext.current().grpc("fleet"))
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  private static TripServiceBlockingStub trips() {
    return TripServiceGrpc.newBlockingStub(LocumContext.current().grpc("trip"))
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  private static BillingServiceBlockingStub billing() {
    return BillingServiceGrpc.newBlockingStub(LocumContext.current().grpc("billing"))
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }
}
