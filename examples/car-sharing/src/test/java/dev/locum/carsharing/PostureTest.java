package dev.locum.carsharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.locum.carsharing.api.billing.v1.BillingServiceGrpc;
import dev.locum.carsharing.api.billing.v1.GetTabRequest;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleRequest;
import dev.locum.carsharing.api.trip.v1.CancelTripRequest;
import dev.locum.carsharing.api.trip.v1.CheckVehicleRequest;
import dev.locum.carsharing.api.trip.v1.EndTripRequest;
import dev.locum.carsharing.api.trip.v1.GetMyTripRequest;
import dev.locum.carsharing.api.trip.v1.GetTripRequest;
import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.carsharing.api.trip.v1.TripEdgeServiceGrpc;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.carsharing.caller.Catalog;
import dev.locum.carsharing.caller.FleetSurvey;
import dev.locum.grpcauthz.caller.CallerMode;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call what: users the edge, workers the steps, other services what their roles say. */
@Timeout(60)
class PostureTest {

  private final TestServices world = new TestServices();

  @AfterEach
  void stop() {
    world.close();
  }

  /** H16: whose trip it is says the token; no request could say otherwise. */
  @Test
  void edge_ownTrip_isSeenByItsUserAlone() {
    world.trips("t1").recordTrip(RecordTripRequest.newBuilder().setTrip("t1").build());

    assertThat(mine("user-ada", "alice", "t1").getUser()).isEqualTo("user-ada");
    failsWith(Status.Code.NOT_FOUND, () -> mine("user-vic", "alice", "t1"));
    failsWith(Status.Code.NOT_FOUND, () -> mine("user-ada", "bob", "t1"));
    failsWith(Status.Code.NOT_FOUND, () -> mine("user-ada", "alice", "t2"));
    assertThat(GetMyTripRequest.getDescriptor().getFields())
        .extracting(FieldDescriptor::getName)
        .containsExactly("trip");
  }

  /** The negative control of H16: an edge that does not ask whose trip it is shows it to all. */
  @Test
  void edge_planted_thatAsksNobodyWhose_showsAnothersTrip() {
    world.trips("t1").recordTrip(RecordTripRequest.newBuilder().setTrip("t1").build());
    world.serve(
        "holed",
        new CallerMode[] {CallerMode.USER},
        new TripEdgeServiceGrpc.TripEdgeServiceImplBase() {
          @Override
          public void getMyTrip(GetMyTripRequest request, StreamObserver<Trip> observer) {
            observer.onNext(world.trips.get("alice", "user-ada", request.getTrip()));
            observer.onCompleted();
          }
        });

    assertThat(mine("holed", "user-vic", "alice", "t1").getUser()).isEqualTo("user-ada");
    assertThat(mine("holed", "user-ada", "bob", "t1").getUser()).isEqualTo("user-ada");
  }

  /** A trip of another user and one that is not there look alike to the last word. */
  @Test
  void edge_anothersTrip_looksLikeNone() {
    world.trips("t1").recordTrip(RecordTripRequest.newBuilder().setTrip("t1").build());

    assertThat(status(() -> mine("user-vic", "alice", "t1")).getDescription())
        .isEqualTo(status(() -> mine("user-vic", "alice", "none")).getDescription());
  }

  /** S4-02: gated: somebody who was authenticated, and nobody else. */
  @Test
  void edge_withoutAUser_isRefused() {
    failsWith(
        Status.Code.UNAUTHENTICATED,
        () ->
            TripEdgeServiceGrpc.newBlockingStub(world.raw("trip"))
                .getMyTrip(GetMyTripRequest.newBuilder().setTrip("t1").build()));
    failsWith(
        Status.Code.PERMISSION_DENIED,
        () ->
            TripEdgeServiceGrpc.newBlockingStub(world.as("scheduler", "trip"))
                .getMyTrip(GetMyTripRequest.newBuilder().setTrip("t1").build()));
  }

  /** The fleet's own answers, found out by the trip service as itself. */
  @Test
  void edge_checkVehicle_asksTheFleetAsItself() {
    Metadata more = new Metadata();
    more.put(Metadata.Key.of("x-request-note", Metadata.ASCII_STRING_MARSHALLER), "inbound");
    TripEdgeServiceGrpc.TripEdgeServiceBlockingStub edge =
        TripEdgeServiceGrpc.newBlockingStub(world.user("trip", "user-ada", "alice"))
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(more));

    assertThat(edge.checkVehicle(vehicle("car-1")).getVehicle()).isEqualTo("car-1");
    failsWith(Status.Code.NOT_FOUND, () -> edge.checkVehicle(vehicle("car-7")));
    failsWith(Status.Code.FAILED_PRECONDITION, () -> edge.checkVehicle(vehicle("car-9")));
    world.faults.fail("GetVehicle");
    failsWith(Status.Code.UNAVAILABLE, () -> edge.checkVehicle(vehicle("car-1")));

    // S4-05: nothing of the user's call goes on; the authorization is the service's own.
    String users = world.received.of("CheckVehicle").get(0).authorization();
    assertThat(world.received.of("GetVehicle"))
        .hasSize(4)
        .allSatisfy(call -> {
          assertThat(call.headers()).doesNotContain("x-request-note");
          assertThat(call.authorization()).startsWith("Bearer ").isNotEqualTo(users);
        });
  }

  /** S4-43, H1: a user's valid token for this very service opens no internal method. */
  @ParameterizedTest
  @ValueSource(strings = {"RecordTrip", "EndTrip", "CancelTrip", "GetTrip"})
  void internal_withAUsersToken_isUnauthenticated(String method) {
    TripServiceGrpc.TripServiceBlockingStub user =
        TripServiceGrpc.newBlockingStub(world.user("trip", "user-ada", "alice"));

    failsWith(
        Status.Code.UNAUTHENTICATED,
        () -> {
          switch (method) {
            case "RecordTrip" ->
                user.recordTrip(RecordTripRequest.newBuilder().setTrip("t1").build());
            case "EndTrip" -> user.endTrip(EndTripRequest.newBuilder().setTrip("t1").build());
            case "CancelTrip" ->
                user.cancelTrip(CancelTripRequest.newBuilder().setTrip("t1").build());
            default -> user.getTrip(GetTripRequest.newBuilder().setTrip("t1").build());
          }
        });
    assertThat(world.faults.calls()).isEmpty();
    // The token is good: it opens what users may call.
    failsWith(Status.Code.NOT_FOUND, () -> mine("user-ada", "alice", "t1"));
  }

  /** S4-08: a scheduler and a command-line client have identities and roles of their own. */
  @Test
  void otherCallers_asThemselves_haveTheirOwnRights() {
    Catalog catalog = new Catalog(FleetServiceGrpc.newBlockingStub(world.as("catalog", "fleet")));
    assertThat(catalog.available("alice")).containsExactly("car-1", "car-2");
    failsWith(Status.Code.PERMISSION_DENIED, () -> trips("catalog").getTrip(anyTrip()));
    assertThat(BillingServiceGrpc.newBlockingStub(world.as("catalog", "billing")))
        .satisfies(billing ->
            failsWith(
                Status.Code.NOT_FOUND,
                () -> billing.getTab(GetTabRequest.newBuilder().setTenant("alice").build())));

    FleetServiceGrpc.FleetServiceBlockingStub scheduler =
        FleetServiceGrpc.newBlockingStub(world.as("scheduler", "fleet"));
    failsWith(Status.Code.NOT_FOUND, () -> trips("scheduler").getTrip(anyTrip()));
    failsWith(
        Status.Code.PERMISSION_DENIED,
        () -> scheduler.reserveVehicle(ReserveVehicleRequest.newBuilder().setTrip("t1").build()));
    failsWith(
        Status.Code.PERMISSION_DENIED,
        () ->
            BillingServiceGrpc.newBlockingStub(world.as("scheduler", "billing"))
                .getTab(GetTabRequest.getDefaultInstance()));
    failsWith(Status.Code.PERMISSION_DENIED, () -> trips("stranger").getTrip(anyTrip()));
  }

  /** S4-08: what the scheduler is for: a vehicle whose release was lost is found. */
  @Test
  void survey_findsWhatACompensationLeftBehind() {
    FleetSurvey survey =
        new FleetSurvey(
            FleetServiceGrpc.newBlockingStub(world.as("scheduler", "fleet")), trips("scheduler"));
    for (String trip : new String[] {"t1", "t2"}) {
      world
          .fleet(trip)
          .reserveVehicle(
              ReserveVehicleRequest.newBuilder()
                  .setVehicle(trip.equals("t1") ? "car-1" : "car-2")
                  .setTrip(trip)
                  .build());
    }
    world.trips("t1").recordTrip(RecordTripRequest.newBuilder().setTrip("t1").build());
    assertThat(survey.leftBehind("alice")).isEmpty();

    world.trips("t1").cancelTrip(CancelTripRequest.newBuilder().setTrip("t1").build());

    assertThat(survey.leftBehind("alice"))
        .extracting(vehicle -> vehicle.getVehicle())
        .containsExactly("car-1");
    assertThat(survey.leftBehind("bob")).isEmpty();
  }

  private TripServiceGrpc.TripServiceBlockingStub trips(String workload) {
    return TripServiceGrpc.newBlockingStub(world.as(workload, "trip"));
  }

  private Trip mine(String user, String tenant, String trip) {
    return mine("trip", user, tenant, trip);
  }

  private Trip mine(String service, String user, String tenant, String trip) {
    Channel channel = world.user(service, user, tenant);
    return TripEdgeServiceGrpc.newBlockingStub(channel)
        .getMyTrip(GetMyTripRequest.newBuilder().setTrip(trip).build());
  }

  private static GetTripRequest anyTrip() {
    return GetTripRequest.newBuilder().setTenant("alice").setTrip("none").build();
  }

  private static CheckVehicleRequest vehicle(String vehicle) {
    return CheckVehicleRequest.newBuilder().setVehicle(vehicle).build();
  }

  private static Status status(ThrowingCallable call) {
    try {
      call.call();
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("no failure");
  }

  private static void failsWith(Status.Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(code));
  }
}
