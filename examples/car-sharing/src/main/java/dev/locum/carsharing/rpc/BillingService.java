package dev.locum.carsharing.rpc;

import com.google.protobuf.Message;
import dev.locum.carsharing.api.billing.v1.AddChargeRequest;
import dev.locum.carsharing.api.billing.v1.AddChargeResponse;
import dev.locum.carsharing.api.billing.v1.BillingServiceGrpc;
import dev.locum.carsharing.api.billing.v1.GetTabRequest;
import dev.locum.carsharing.api.billing.v1.OpenTabRequest;
import dev.locum.carsharing.api.billing.v1.RefundChargeRequest;
import dev.locum.carsharing.api.billing.v1.RefundChargeResponse;
import dev.locum.carsharing.api.billing.v1.SettleRequest;
import dev.locum.carsharing.api.billing.v1.Tab;
import dev.locum.carsharing.api.billing.v1.VoidTabRequest;
import dev.locum.carsharing.api.billing.v1.VoidTabResponse;
import dev.locum.carsharing.billing.TabRows;
import dev.locum.carsharing.journal.Journal;
import dev.locum.carsharing.journal.NotPossibleException;
import io.grpc.stub.StreamObserver;

/** {@code carsharing.billing.v1.BillingService}. */
public final class BillingService extends BillingServiceGrpc.BillingServiceImplBase {

  private static final int MAX_TRIP = 1000;
  private static final int MAX_KEY = 64;

  private final TabRows rows;
  private final Journal journal;

  public BillingService(TabRows rows, Journal journal) {
    this.rows = rows;
    this.journal = journal;
  }

  @Override
  public void openTab(OpenTabRequest request, StreamObserver<Tab> observer) {
    commit(request.getTrip(), request, Tab.class, observer);
  }

  @Override
  public void addCharge(AddChargeRequest request, StreamObserver<AddChargeResponse> observer) {
    Answers.one(
        observer,
        () -> {
          Answers.require("trip", request.getTrip(), MAX_TRIP);
          Answers.require("key", request.getKey(), MAX_KEY);
          if (request.getCents() < 1) {
            throw NotPossibleException.invalid("cents: less than 1");
          }
          return journal.commit(
              Callers.ofTrip(request.getTrip()), request, AddChargeResponse.class);
        });
  }

  @Override
  public void settle(SettleRequest request, StreamObserver<Tab> observer) {
    commit(request.getTrip(), request, Tab.class, observer);
  }

  @Override
  public void voidTab(VoidTabRequest request, StreamObserver<VoidTabResponse> observer) {
    commit(request.getTrip(), request, VoidTabResponse.class, observer);
  }

  @Override
  public void refundCharge(
      RefundChargeRequest request, StreamObserver<RefundChargeResponse> observer) {
    commit(request.getTrip(), request, RefundChargeResponse.class, observer);
  }

  @Override
  public void getTab(GetTabRequest request, StreamObserver<Tab> observer) {
    Answers.one(
        observer, () -> journal.read(() -> rows.get(request.getTenant(), request.getTrip())));
  }

  private <T extends Message> void commit(
      String trip, Message request, Class<T> answer, StreamObserver<T> observer) {
    Answers.one(
        observer,
        () -> {
          Answers.require("trip", trip, MAX_TRIP);
          return journal.commit(Callers.ofTrip(trip), request, answer);
        });
  }
}
