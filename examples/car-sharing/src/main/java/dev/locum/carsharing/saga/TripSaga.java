package dev.locum.carsharing.saga;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * The trip. A step that leaves something even when it fails is undone by what is registered before
 * it; a step that leaves nothing, or whose undoing needs its answer, by what is registered after
 * it.
 */
public final class TripSaga implements TripWorkflow {

  private static final int CENTS_PER_SECOND = 5;
  private static final int LONGEST_DRIVE = 86_400;

  private static final RetryOptions FIVE_ATTEMPTS =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofSeconds(1))
          .setMaximumAttempts(5)
          .build();

  /**
   * A step's outcome is awaited when the trip is cancelled meanwhile: what is not known cannot be
   * undone.
   */
  private static final ActivityOptions STEP =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(30))
          .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
          .setRetryOptions(FIVE_ATTEMPTS)
          .build();

  /** Undoing is worth more patience than doing: an outage must not leave a vehicle reserved. */
  private static final ActivityOptions UNDO =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(30))
          .setScheduleToCloseTimeout(Duration.ofMinutes(30))
          .setRetryOptions(
              RetryOptions.newBuilder()
                  .setInitialInterval(Duration.ofSeconds(1))
                  .setMaximumInterval(Duration.ofSeconds(10))
                  .build())
          .build();

  private static final ActivityOptions PUBLISH =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(30))
          .setRetryOptions(
              RetryOptions.newBuilder()
                  .setInitialInterval(Duration.ofSeconds(1))
                  .setMaximumAttempts(3)
                  .build())
          .build();

  private final Logger log = Workflow.getLogger(TripSaga.class);
  private final TripActivities steps = Workflow.newActivityStub(TripActivities.class, STEP);
  private final TripActivities undo = Workflow.newActivityStub(TripActivities.class, UNDO);
  private final TripActivities tail = Workflow.newActivityStub(TripActivities.class, PUBLISH);
  private final Compensations compensations = new Compensations();

  private String status = "STARTED";
  private boolean driveEnded;

  /** One run of the workflow; the worker makes it. */
  public TripSaga() {}

  @Override
  public TripResult run(TripRequest request) {
    requireForm(request);
    String trip = Workflow.getInfo().getWorkflowId();
    TripResult result;
    try {
      result = book(trip, request);
    } catch (RuntimeException e) {
      status = "CANCELLED";
      compensations.run();
      throw e;
    }
    publish(request, result);
    return result;
  }

  @Override
  public void endDrive() {
    driveEnded = true;
  }

  @Override
  public String status() {
    return status;
  }

  private TripResult book(String trip, TripRequest request) {
    reserve(trip, request.vehicle());
    compensations.add("CancelTrip", () -> undo.cancelTrip(trip));
    steps.recordTrip(trip, request.vehicle());

    long seconds = drive(request.driveSeconds());

    steps.endTrip(trip);
    status = "ENDED";
    compensations.add("VoidTab", () -> undo.voidTab(trip));
    steps.openTab(trip);
    long cents = CENTS_PER_SECOND * seconds;
    String charge = steps.addCharge(trip, cents);
    compensations.add("RefundCharge", () -> undo.refundCharge(trip, charge));
    steps.settleTab(trip);
    status = "SETTLED";
    return new TripResult(trip, status, cents, seconds);
  }

  /**
   * A vehicle that the fleet refused is not ours and there is nothing to undo. After any other
   * failure it is not known whether it was reserved; giving it back is harmless if it was not.
   */
  private void reserve(String trip, String vehicle) {
    try {
      steps.reserveVehicle(trip, vehicle);
    } catch (ActivityFailure e) {
      boolean refused =
          e.getCause() instanceof ApplicationFailure cause
              && cause.getType().equals(TripFailures.VEHICLE_UNAVAILABLE);
      if (!refused) {
        compensations.add("ReleaseVehicle", () -> undo.releaseVehicle(trip, vehicle));
      }
      throw e;
    }
    compensations.add("ReleaseVehicle", () -> undo.releaseVehicle(trip, vehicle));
  }

  /** Waits until the drive ends, and answers its started seconds, at least one. */
  private long drive(int seconds) {
    long start = Workflow.currentTimeMillis();
    Workflow.await(Duration.ofSeconds(seconds), () -> driveEnded);
    long millis = Workflow.currentTimeMillis() - start;
    return Math.max(1, (millis + 999) / 1000);
  }

  /** Outside of what is undone: a lost event never reverses a settled trip. */
  private void publish(TripRequest request, TripResult result) {
    try {
      tail.publishTripCompleted(result.trip(), request.vehicle(), result.cents(), result.seconds());
    } catch (ActivityFailure e) {
      log.warn("trip is settled, but its event was not published", e);
    }
  }

  private static void requireForm(TripRequest request) {
    boolean known = request.vehicle() != null && !request.vehicle().isEmpty();
    if (!known || request.driveSeconds() < 0 || request.driveSeconds() > LONGEST_DRIVE) {
      throw ApplicationFailure.newNonRetryableFailure(
          "vehicle or drive time has not its form", TripFailures.REQUEST_INVALID);
    }
  }
}
