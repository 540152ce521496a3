package dev.locum.carsharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEventType;
import dev.locum.carsharing.api.billing.v1.AddChargeRequest;
import dev.locum.carsharing.api.billing.v1.BillingServiceGrpc;
import dev.locum.carsharing.api.billing.v1.OpenTabRequest;
import dev.locum.carsharing.api.billing.v1.RefundChargeRequest;
import dev.locum.carsharing.api.billing.v1.SettleRequest;
import dev.locum.carsharing.api.billing.v1.TabStatus;
import dev.locum.carsharing.api.billing.v1.VoidTabRequest;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.GetVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.ListVehiclesRequest;
import dev.locum.carsharing.api.fleet.v1.ReleaseVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.VehicleStatus;
import dev.locum.carsharing.api.trip.v1.CancelTripRequest;
import dev.locum.carsharing.api.trip.v1.EndTripRequest;
import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.carsharing.api.trip.v1.TripStatus;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialReason;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The idempotency rules of the three services, and whose rows a call sees. */
@Timeout(60)
class ServicesTest {

  private final TestServices world = new TestServices();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void reserve_sameTripAgain_succeeds() {
    world.fleet("t1").reserveVehicle(reserve("car-1", "t1"));

    assertThat(world.fleet("t1").reserveVehicle(reserve("car-1", "t1")).getVehicle().getHolder())
        .isEqualTo("t1");
  }

  @Test
  void reserve_heldByAnotherTrip_isRefused() {
    world.fleet("t1").reserveVehicle(reserve("car-1", "t1"));

    failsWith(
        Status.Code.FAILED_PRECONDITION,
        () -> world.fleet("t2").reserveVehicle(reserve("car-1", "t2")));
    assertThat(world.fleet.get("alice", "car-1").getHolder()).isEqualTo("t1");
  }

  @Test
  void reserve_maintenanceOrUnknown_isRefused() {
    failsWith(
        Status.Code.FAILED_PRECONDITION,
        () -> world.fleet("t1").reserveVehicle(reserve("car-9", "t1")));
    failsWith(
        Status.Code.NOT_FOUND, () -> world.fleet("t1").reserveVehicle(reserve("car-7", "t1")));
    failsWith(
        Status.Code.INVALID_ARGUMENT, () -> world.fleet("t1").reserveVehicle(reserve("", "t1")));
  }

  @Test
  void release_freeOrForeignOrInMaintenance_takesNothingAway() {
    assertThat(world.fleet("t1").releaseVehicle(release("car-1", "t1")).getReleased()).isFalse();
    world.fleet("t2").reserveVehicle(reserve("car-1", "t2"));

    assertThat(world.fleet("t1").releaseVehicle(release("car-1", "t1")).getReleased()).isFalse();
    assertThat(world.fleet.get("alice", "car-1").getHolder()).isEqualTo("t2");
    assertThat(world.fleet("t2").releaseVehicle(release("car-1", "t2")).getReleased()).isTrue();
    assertThat(world.fleet.get("alice", "car-1").getStatus())
        .isEqualTo(VehicleStatus.VEHICLE_STATUS_AVAILABLE);
    failsWith(
        Status.Code.FAILED_PRECONDITION,
        () -> world.fleet("t1").releaseVehicle(release("car-9", "t1")));
  }

  /** A race for one vehicle has one winner. */
  @Test
  void reserve_manyTripsAtOnce_oneGetsTheVehicle() throws InterruptedException {
    AtomicInteger won = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    ExecutorService trips = Executors.newFixedThreadPool(8);
    for (int i = 0; i < 40; i++) {
      String trip = "t" + i;
      trips.execute(() -> {
        try {
          world.fleet(trip).reserveVehicle(reserve("car-1", trip));
          won.incrementAndGet();
        } catch (StatusRuntimeException e) {
          lost.incrementAndGet();
        }
      });
    }
    trips.shutdown();

    assertThat(trips.awaitTermination(40, TimeUnit.SECONDS)).isTrue();
    assertThat(won).hasValue(1);
    assertThat(lost).hasValue(39);
  }

  /**
   * S2-18: the tenant filter comes from the delegation; the same id is another row for each tenant.
   */
  @Test
  void reserve_sameIdOfTwoTenants_areTwoVehicles() {
    world.fleet("t1").reserveVehicle(reserve("car-1", "t1"));
    FleetServiceGrpc.newBlockingStub(world.channel("fleet", "user-ben", "bob", "t1"))
        .reserveVehicle(reserve("car-1", "t1"));

    failsWith(
        Status.Code.NOT_FOUND,
        () ->
            FleetServiceGrpc.newBlockingStub(world.channel("fleet", "user-ben", "bob", "t1"))
                .reserveVehicle(reserve("car-2", "t1")));
  }

  /** S3-17 at the downstream: the delegation of one trip changes no other trip. */
  @Test
  void reserve_tokenOfAnotherTrip_isRefused() {
    assertThatThrownBy(() -> world.fleet("t1").reserveVehicle(reserve("car-1", "t2")))
        .satisfies(
            e -> assertThat(Refusals.reasonOf(e)).isEqualTo(DenialReason.DELEGATION_REJECTED));
    assertThat(world.fleet.get("alice", "car-1").getHolder()).isEmpty();
  }

  /** S4-51, S4-43: anonymous and a user's own token are refused; the worker's token is not. */
  @Test
  void record_whoMayCall_onlyTheWorker() {
    failsWith(
        Status.Code.UNAUTHENTICATED,
        () ->
            TripServiceGrpc.newBlockingStub(world.raw("trip"))
                .recordTrip(RecordTripRequest.newBuilder().setTrip("t1").build()));
    Channel user =
        ClientInterceptors.intercept(
            world.raw("trip"),
            MetadataUtils.newAttachHeadersInterceptor(
                bearer(world.issuer.accessToken().audience("trip").text())));
    failsWith(
        Status.Code.UNAUTHENTICATED,
        () ->
            TripServiceGrpc.newBlockingStub(user)
                .recordTrip(RecordTripRequest.newBuilder().setTrip("t1").build()));
    world.trips("t1").recordTrip(RecordTripRequest.newBuilder().setTrip("t1").build());
    assertThat(world.audit.events(AuditEventType.DOWNSTREAM_CALLED)).hasSize(3);
  }

  /** H16: whose trip it is says the delegation. */
  @Test
  void record_again_changesNothing() {
    record("t1", "car-1");

    Trip again = record("t1", "car-2");

    assertThat(again.getVehicle()).isEqualTo("car-1");
    assertThat(again.getUser()).isEqualTo("user-ada");
  }

  /** Terminal dominance: CANCELLED is never downgraded, whatever arrives late. */
  @Test
  void cancel_thenLateRecordAndEnd_staysCancelled() {
    record("t1", "car-1");
    world.trips("t1").endTrip(EndTripRequest.newBuilder().setTrip("t1").build());
    world.trips("t1").cancelTrip(CancelTripRequest.newBuilder().setTrip("t1").build());

    assertThat(
            world
                .trips("t1")
                .endTrip(EndTripRequest.newBuilder().setTrip("t1").build())
                .getStatus())
        .isEqualTo(TripStatus.TRIP_STATUS_CANCELLED);
    assertThat(record("t1", "car-1").getStatus()).isEqualTo(TripStatus.TRIP_STATUS_CANCELLED);
    world.trips("t2").cancelTrip(CancelTripRequest.newBuilder().setTrip("t2").build());
    assertThat(record("t2", "car-1").getStatus()).isEqualTo(TripStatus.TRIP_STATUS_CANCELLED);
  }

  @Test
  void end_unknownTrip_isRefused() {
    failsWith(
        Status.Code.FAILED_PRECONDITION,
        () -> world.trips("t1").endTrip(EndTripRequest.newBuilder().setTrip("t1").build()));
  }

  @Test
  void trip_ofAnotherUserOfTheTenant_isNotFound() {
    record("t1", "car-1");

    failsWith(
        Status.Code.NOT_FOUND,
        () ->
            TripServiceGrpc.newBlockingStub(world.channel("trip", "user-vic", "alice", "t1"))
                .cancelTrip(CancelTripRequest.newBuilder().setTrip("t1").build()));
  }

  @Test
  void open_again_isTheSameTabAndChargeOncePerKey() {
    open("t1");
    String charge = charge("t1", 100);

    open("t1");
    assertThat(charge("t1", 100)).isEqualTo(charge);
    assertThat(world.tabs.get("alice", "t1").getCents()).isEqualTo(100);
  }

  @Test
  void settle_withoutTab_isRefused() {
    failsWith(
        Status.Code.FAILED_PRECONDITION,
        () -> world.billing("t1").settle(SettleRequest.newBuilder().setTrip("t1").build()));
    failsWith(Status.Code.FAILED_PRECONDITION, () -> charge("t1", 1));
  }

  @Test
  void settle_again_staysSettledAndIsNotVoided() {
    open("t1");
    charge("t1", 5);
    settle("t1");

    assertThat(settle("t1")).isEqualTo(TabStatus.TAB_STATUS_SETTLED);
    assertThat(voidTab("t1")).isFalse();
    assertThat(world.tabs.get("alice", "t1").getStatus()).isEqualTo(TabStatus.TAB_STATUS_SETTLED);
  }

  @Test
  void void_andRefund_missingOrDoneAlready_succeedWithFalse() {
    open("t1");
    String charge = charge("t1", 5);

    assertThat(refund("t1", charge)).isTrue();
    assertThat(refund("t1", charge)).isFalse();
    assertThat(refund("t1", "charge-none")).isFalse();
    assertThat(refund("t2", "charge-none")).isFalse();
    assertThat(voidTab("t1")).isTrue();
    assertThat(voidTab("t1")).isFalse();
    assertThat(voidTab("t3")).isFalse();
    failsWith(Status.Code.FAILED_PRECONDITION, () -> open("t3"));
    failsWith(Status.Code.FAILED_PRECONDITION, () -> settle("t1"));
    assertThat(world.tabs.get("alice", "t1").getCents()).isZero();
  }

  @Test
  void list_forTheCatalog_pagesAndFilters() {
    FleetServiceGrpc.FleetServiceBlockingStub catalog =
        FleetServiceGrpc.newBlockingStub(world.as("catalog", "fleet"));

    assertThat(ids(catalog, ListVehiclesRequest.newBuilder().setTenant("alice")))
        .containsExactly("car-1", "car-2", "car-9");
    assertThat(
            ids(
                catalog,
                ListVehiclesRequest.newBuilder()
                    .setTenant("alice")
                    .setAvailableOnly(true)
                    .setAfter("car-1")))
        .containsExactly("car-2");
    assertThat(
            catalog
                .getVehicle(
                    GetVehicleRequest.newBuilder().setTenant("bob").setVehicle("car-1").build())
                .getVehicle())
        .isEqualTo("car-1");
  }

  /** A worker's token opens no method of the catalog, and the catalog's role no step. */
  @Test
  void catalog_andSteps_areApart() {
    failsWith(
        Status.Code.PERMISSION_DENIED,
        () -> world.fleet("t1").getVehicle(GetVehicleRequest.getDefaultInstance()));
    failsWith(
        Status.Code.PERMISSION_DENIED,
        () ->
            BillingServiceGrpc.newBlockingStub(world.as("catalog", "billing"))
                .openTab(OpenTabRequest.newBuilder().setTrip("t1").build()));
  }

  private static List<String> ids(
      FleetServiceGrpc.FleetServiceBlockingStub catalog, ListVehiclesRequest.Builder request) {
    List<String> ids = new ArrayList<>();
    catalog.listVehicles(request.build()).forEachRemaining(v -> ids.add(v.getVehicle()));
    return ids;
  }

  private Trip record(String trip, String vehicle) {
    return world
        .trips(trip)
        .recordTrip(RecordTripRequest.newBuilder().setTrip(trip).setVehicle(vehicle).build());
  }

  private void open(String trip) {
    world.billing(trip).openTab(OpenTabRequest.newBuilder().setTrip(trip).build());
  }

  private String charge(String trip, long cents) {
    return world
        .billing(trip)
        .addCharge(
            AddChargeRequest.newBuilder().setTrip(trip).setKey("drive").setCents(cents).build())
        .getCharge();
  }

  private TabStatus settle(String trip) {
    return world.billing(trip).settle(SettleRequest.newBuilder().setTrip(trip).build()).getStatus();
  }

  private boolean voidTab(String trip) {
    return world
        .billing(trip)
        .voidTab(VoidTabRequest.newBuilder().setTrip(trip).build())
        .getVoided();
  }

  private boolean refund(String trip, String charge) {
    return world
        .billing(trip)
        .refundCharge(RefundChargeRequest.newBuilder().setTrip(trip).setCharge(charge).build())
        .getRefunded();
  }

  private static Metadata bearer(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return headers;
  }

  private static ReserveVehicleRequest reserve(String vehicle, String trip) {
    return ReserveVehicleRequest.newBuilder().setVehicle(vehicle).setTrip(trip).build();
  }

  private static ReleaseVehicleRequest release(String vehicle, String trip) {
    return ReleaseVehicleRequest.newBuilder().setVehicle(vehicle).setTrip(trip).build();
  }

  private static void failsWith(Status.Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(code));
  }
}
