package dev.locum.carsharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.carsharing.api.billing.v1.TabStatus;
import dev.locum.carsharing.api.fleet.v1.VehicleStatus;
import dev.locum.carsharing.api.trip.v1.TripStatus;
import dev.locum.carsharing.event.TripEvents;
import dev.locum.carsharing.saga.BookingActivities;
import dev.locum.carsharing.saga.TripFailures;
import dev.locum.carsharing.saga.TripRequest;
import dev.locum.carsharing.saga.TripResult;
import dev.locum.carsharing.saga.TripWorkflow;
import dev.locum.testkit.await.Await;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The saga: its order, what each failure undoes, and what nothing undoes. */
@Timeout(120)
class TripSagaTest {

  private static final TripRequest DRIVE = new TripRequest("car-1", 60);

  private final SagaWorld world = new SagaWorld();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void run_everythingWorks_isSettledAndPaidBySecond() {
    TripResult result = world.trip("t1").run(DRIVE);

    assertThat(result.status()).isEqualTo("SETTLED");
    assertThat(result.trip()).isEqualTo("t1");
    assertThat(result.seconds()).isBetween(60L, 62L);
    assertThat(result.cents()).isEqualTo(5 * result.seconds());
    assertThat(world.services.faults.calls())
        .containsExactly(
            "ReserveVehicle", "RecordTrip", "EndTrip", "OpenTab", "AddCharge", "Settle");
    assertThat(world.services.tabs.get("alice", "t1").getStatus())
        .isEqualTo(TabStatus.TAB_STATUS_SETTLED);
    assertThat(world.services.trips.get("alice", "t1").getStatus())
        .isEqualTo(TripStatus.TRIP_STATUS_ENDED);
    assertThat(world.completed)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.user()).isEqualTo("user-ada");
          assertThat(event.vehicle()).isEqualTo("car-1");
          assertThat(event.cents()).isEqualTo(result.cents());
        });
  }

  /** Every row of the table of failures: what fails, and what is undone, the last first. */
  @ParameterizedTest
  @CsvSource({
    "Settle,ReserveVehicle RecordTrip EndTrip OpenTab AddCharge,RefundCharge VoidTab CancelTrip"
        + " ReleaseVehicle",
    "AddCharge,ReserveVehicle RecordTrip EndTrip OpenTab,VoidTab CancelTrip ReleaseVehicle",
    "OpenTab,ReserveVehicle RecordTrip EndTrip,VoidTab CancelTrip ReleaseVehicle",
    "EndTrip,ReserveVehicle RecordTrip,CancelTrip ReleaseVehicle",
    "RecordTrip,ReserveVehicle,CancelTrip ReleaseVehicle",
    // Not refused but unanswered: nobody knows whether it is held, and giving it back is harmless.
    "ReserveVehicle,'',ReleaseVehicle",
  })
  void run_stepFails_undoesInReverse(String step, String before, String undone) {
    world.services.faults.fail(step);

    TripWorkflow trip = world.trip("t1");
    failsWith(trip, ActivityFailure.class);

    List<String> expected =
        Arrays.asList((before + " " + step + " " + undone).trim().split(" ", -1));
    assertThat(world.services.faults.calls()).isEqualTo(expected);
    assertThat(world.services.faults.count(step)).as("attempts").isEqualTo(5);
    assertNothingHeld();
    assertThat(trip.status()).isEqualTo("CANCELLED");
  }

  /** The step did its work and only its answer was lost: all of it is undone all the same. */
  @ParameterizedTest
  @CsvSource({"ReserveVehicle", "RecordTrip", "EndTrip", "OpenTab", "AddCharge", "Settle"})
  void run_answerOfAStepLost_leavesNothingBehind(String step) {
    world.services.faults.loseAnswer(step);

    failsWith(world.trip("t1"), ActivityFailure.class);

    assertNothingHeld();
  }

  /** The fleet refused: it fails at once, for good, and there is nothing to undo. */
  @ParameterizedTest
  @CsvSource({"car-9", "car-7"})
  void run_vehicleUnavailable_failsFastAndUndoesNothing(String vehicle) {
    assertThatThrownBy(() -> world.trip("t1").run(new TripRequest(vehicle, 1)))
        .isInstanceOfSatisfying(
            WorkflowFailedException.class,
            e ->
                assertThat(applicationFailure(e).getType())
                    .isEqualTo(TripFailures.VEHICLE_UNAVAILABLE));

    assertThat(world.services.faults.calls()).containsExactly("ReserveVehicle");
    assertThat(world.services.faults.count("ReserveVehicle")).isEqualTo(1);
  }

  /** A lost event never reverses a settled trip. */
  @Test
  void run_publishFails_staysSettled() {
    AtomicInteger asked = new AtomicInteger();
    try (SagaWorld failing =
        new SagaWorld(event -> {
          asked.incrementAndGet();
          throw new IllegalStateException("reactor");
        })) {
      TripResult result = failing.trip("t1").run(DRIVE);

      assertThat(result.status()).isEqualTo("SETTLED");
      assertThat(asked).hasValue(3);
      assertThat(failing.completed).as("the other reactors, once").hasSize(1);
      assertThat(failing.services.faults.calls()).doesNotContain("RefundCharge", "VoidTab");
    }
  }

  /** Each compensation is isolated: one that fails for good does not stop the rest. */
  @Test
  void run_compensationFails_theOthersRun() {
    world.services.faults.fail("Settle");
    world.hopeless.add("VoidTab");

    failsWith(world.trip("t1"), ActivityFailure.class);

    assertThat(world.services.faults.calls())
        .endsWith("RefundCharge", "CancelTrip", "ReleaseVehicle");
  }

  /** Undoing is patient: an outage longer than a step's five attempts does not lose it. */
  @Test
  void run_outageDuringCompensation_isWaitedFor() {
    world.services.faults.fail("EndTrip");
    world.services.faults.fail("CancelTrip");
    TripWorkflow trip = world.trip("t1");
    WorkflowClient.start(trip::run, new TripRequest("car-1", 0));

    Thread repair =
        Thread.startVirtualThread(() -> {
          Await.until("more attempts than a step has", () -> count("CancelTrip") > 7);
          world.services.faults.repair();
        });
    assertThatThrownBy(() -> WorkflowStub.fromTyped(trip).getResult(TripResult.class))
        .isInstanceOf(WorkflowFailedException.class);

    assertThat(repair).isNotNull();
    assertNothingHeld();
  }

  /** S3-82, saga: a cancelled trip is undone in a scope of its own. */
  @Test
  void cancel_duringTheDrive_undoesEverything() {
    TripWorkflow trip = world.trip("t1");
    WorkflowClient.start(trip::run, new TripRequest("car-1", 3600));
    // Not earlier: the test is about the drive, and not about a step that is under way.
    Await.until("the drive", () -> isDriving("t1"));

    WorkflowStub.fromTyped(trip).cancel();

    failsWith(WorkflowStub.fromTyped(trip), CanceledFailure.class);
    assertThat(world.services.faults.calls())
        .containsExactly("ReserveVehicle", "RecordTrip", "CancelTrip", "ReleaseVehicle");
    assertNothingHeld();
  }

  private boolean isDriving(String trip) {
    return world.client().fetchHistory(trip).getEvents().stream()
        .anyMatch(event -> event.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED);
  }

  @Test
  void endDrive_beforeItsTime_chargesWhatWasDriven() {
    TripWorkflow trip = world.trip("t1");
    WorkflowClient.start(trip::run, new TripRequest("car-1", 3600));
    Await.until("the record", () -> count("RecordTrip") > 0);
    assertThat(trip.status()).isEqualTo("STARTED");

    trip.endDrive();

    TripResult result = WorkflowStub.fromTyped(trip).getResult(TripResult.class);
    assertThat(result.seconds()).isLessThan(600);
    assertThat(result.cents()).isGreaterThanOrEqualTo(5);
    assertThat(trip.status()).isEqualTo("SETTLED");
  }

  @Test
  void run_noDriveAtAll_costsOneSecond() {
    TripResult result = world.trip("t1").run(new TripRequest("car-1", 0));

    assertThat(result.seconds()).isEqualTo(1);
    assertThat(result.cents()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"'',1", "car-1,-1", "car-1,86401"})
  void run_requestWithoutItsForm_isRefused(String vehicle, int seconds) {
    assertThatThrownBy(() -> world.trip("t1").run(new TripRequest(vehicle, seconds)))
        .isInstanceOfSatisfying(
            WorkflowFailedException.class,
            e ->
                assertThat(applicationFailure(e).getType())
                    .isEqualTo(TripFailures.REQUEST_INVALID));
    assertThat(world.services.faults.calls()).isEmpty();
  }

  /** S2-20: without a context an activity fails with a clear error. */
  @Test
  void activity_withoutContext_failsClearly() {
    assertThatThrownBy(() -> new BookingActivities(new TripEvents(List.of())).openTab("t1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("LocumContext");
  }

  private long count(String method) {
    return world.services.faults.count(method);
  }

  /** Whatever happened: no vehicle is held, no trip goes on, nothing is owed. */
  private void assertNothingHeld() {
    assertThat(world.services.fleet.get("alice", "car-1").getStatus())
        .isEqualTo(VehicleStatus.VEHICLE_STATUS_AVAILABLE);
    if (count("RecordTrip") > 0) {
      assertThat(world.services.trips.get("alice", "t1").getStatus())
          .isEqualTo(TripStatus.TRIP_STATUS_CANCELLED);
    }
    if (count("OpenTab") > 0) {
      assertThat(world.services.tabs.get("alice", "t1").getStatus())
          .isIn(TabStatus.TAB_STATUS_VOID, TabStatus.TAB_STATUS_SETTLED);
    }
    if (count("RefundCharge") > 0) {
      assertThat(world.services.tabs.get("alice", "t1").getCents()).isZero();
    }
  }

  private static void failsWith(TripWorkflow trip, Class<? extends Throwable> cause) {
    assertThatThrownBy(() -> trip.run(DRIVE))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(cause);
  }

  private static void failsWith(WorkflowStub trip, Class<? extends Throwable> cause) {
    assertThatThrownBy(() -> trip.getResult(TripResult.class))
        .isInstanceOf(WorkflowFailedException.class)
        .hasCauseInstanceOf(cause);
  }

  private static ApplicationFailure applicationFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ApplicationFailure found) {
        return found;
      }
    }
    throw new AssertionError("no application failure", failure);
  }
}
