package dev.locum.launcher.chaos;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.carsharing.api.billing.v1.Tab;
import dev.locum.carsharing.api.billing.v1.TabStatus;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.carsharing.api.trip.v1.TripStatus;
import dev.locum.launcher.stage.Holdings;
import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.stage.Trail;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.WorkStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What each accepted trip must have left behind: everything once, or nothing; a delegation that can
 * do nothing any more; and an event for each decision. For one thread.
 */
final class Reckoning {

  /** Undoing tries again every ten seconds; so many outages are behind each other at most. */
  private static final Duration END_LIMIT = Duration.ofMinutes(3);

  /** Spooled events are shipped within seconds once the auth service is there. */
  private static final Duration TRAIL_LIMIT = Duration.ofMinutes(1);

  /** The last kill may be a moment ago, and whoever needs that part connects again by and by. */
  private static final Patience PATIENCE = new Patience(Duration.ofMinutes(1));

  private static final Pattern CENTS = Pattern.compile("\"cents\"\\s*:\\s*(\\d+)");

  private static final Set<DelegationState> OPEN =
      Set.of(DelegationState.DELEGATION_STATE_ISSUED, DelegationState.DELEGATION_STATE_ACTIVE);

  /** What a trip that is settled has called, each by a decision of its own. */
  private static final Set<String> FORWARD =
      Set.of(
          "fleet.reserve",
          "trip.record",
          "trip.end",
          "billing.open",
          "billing.charge",
          "billing.settle");

  private final Stage stage;
  private final Holdings holdings;
  private final List<String> faults = new ArrayList<>();
  private final Map<WorkStatus, Integer> ends = new EnumMap<>(WorkStatus.class);

  Reckoning(Stage stage, Holdings holdings) {
    this.stage = stage;
    this.holdings = holdings;
  }

  /** Looks at one trip, once it has ended. */
  void reckon(AcceptedTrip trip) throws IOException, InterruptedException {
    GetResultResponse result = awaitEnd(trip);
    WorkStatus status = result.getWork().getStatus();
    ends.merge(status, 1, Integer::sum);
    switch (status) {
      case WORK_STATUS_COMPLETED -> requireDoneOnce(trip, result.getResult().getJson());
      case WORK_STATUS_FAILED, WORK_STATUS_CANCELLED -> requireUndone(trip);
      default -> fault(trip, "is " + status + " (expected: an end)");
    }
    awaitClosed(trip);
    requireEvents(trip, status);
  }

  /** How the trips ended, and how many each way. */
  Map<WorkStatus, Integer> ends() {
    return Map.copyOf(ends);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  private GetResultResponse awaitEnd(AcceptedTrip trip) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + END_LIMIT.toNanos();
    while (true) {
      GetResultResponse result =
          PATIENCE.ask(() -> stage.clientOf(trip.user()).result(trip.workflowId()));
      if (result.getWork().getStatus() != WorkStatus.WORK_STATUS_RUNNING
          || System.nanoTime() > deadline) {
        return result;
      }
    }
  }

  private void requireDoneOnce(AcceptedTrip trip, String result)
      throws IOException, InterruptedException {
    String holder = holder(trip);
    require(trip, holder.equals(trip.workflowId()), "is completed, its vehicle held by " + holder);
    TripStatus record = record(trip);
    require(trip, record == TripStatus.TRIP_STATUS_ENDED, "is completed, its record " + record);
    Optional<Tab> tab = tab(trip);
    Matcher cents = CENTS.matcher(result);
    require(
        trip,
        cents.find()
            && tab.filter(each -> each.getStatus() == TabStatus.TAB_STATUS_SETTLED)
                .filter(each -> each.getCents() == Long.parseLong(cents.group(1)))
                .isPresent(),
        "is completed with " + result + ", its tab " + tab);
  }

  private void requireUndone(AcceptedTrip trip) throws IOException, InterruptedException {
    require(
        trip, !holder(trip).equals(trip.workflowId()), "is undone, and still holds its vehicle");
    TripStatus record = record(trip);
    require(
        trip,
        record == TripStatus.TRIP_STATUS_CANCELLED || record == TripStatus.TRIP_STATUS_UNSPECIFIED,
        "is undone, its record " + record);
    Optional<Tab> tab = tab(trip);
    require(
        trip,
        tab.isEmpty() || tab.get().getCents() == 0,
        "is undone, and " + tab.map(Tab::getCents).orElse(0L) + " cents were taken");
  }

  private void awaitClosed(AcceptedTrip trip) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TRAIL_LIMIT.toNanos();
    DelegationState state = delegation(trip).getState();
    while (OPEN.contains(state) && System.nanoTime() < deadline) {
      Thread.sleep(500);
      state = delegation(trip).getState();
    }
    require(trip, !OPEN.contains(state), "has ended, its delegation is " + state);
  }

  private void requireEvents(AcceptedTrip trip, WorkStatus status)
      throws IOException, InterruptedException {
    Delegation delegation = delegation(trip);
    long deadline = System.nanoTime() + TRAIL_LIMIT.toNanos();
    List<String> missing = missing(trip, status, delegation);
    while (!missing.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(500);
      missing = missing(trip, status, delegation);
    }
    for (String decision : missing) {
      fault(trip, "has no event of " + decision);
    }
  }

  /** Each decision of whose effect there is proof elsewhere, and of which there is no event. */
  private List<String> missing(AcceptedTrip trip, WorkStatus status, Delegation delegation)
      throws IOException, InterruptedException {
    Trail trail = PATIENCE.ask(() -> stage.trailSoFar(trip.workflowId()));
    List<String> missing = new ArrayList<>();
    if (!trail.has(AuditEventType.DELEGATION_ISSUED, AuditDecision.Outcome.ALLOWED)) {
      missing.add("the issue of its delegation");
    }
    if (!trail.has(AuditEventType.WORK_REQUESTED, AuditDecision.Outcome.ALLOWED)) {
      missing.add("the request");
    }
    for (String component : List.of("auth-service", "worker")) {
      Set<String> allowed = allowed(trail, component);
      delegation.getRecordedActionsList().stream()
          .filter(action -> !allowed.contains(action))
          .forEach(action -> missing.add(action + " by " + component));
    }
    if (status == WorkStatus.WORK_STATUS_COMPLETED) {
      Set<String> called = allowed(trail, "downstream");
      FORWARD.stream()
          .filter(action -> !called.contains(action))
          .forEach(action -> missing.add(action + " by the downstream"));
    }
    return missing;
  }

  private static Set<String> allowed(Trail trail, String component) {
    return trail.events().stream()
        .filter(event -> event.parties().component().equals(component))
        .filter(event -> event.decision().outcome() == AuditDecision.Outcome.ALLOWED)
        .map(Reckoning::action)
        .collect(Collectors.toSet());
  }

  private static String action(AuditEvent event) {
    return event.execution().action();
  }

  private Delegation delegation(AcceptedTrip trip) throws IOException, InterruptedException {
    return PATIENCE.ask(() -> stage.delegationOf(trip.workflowId()));
  }

  private String holder(AcceptedTrip trip) throws IOException, InterruptedException {
    return PATIENCE
        .ask(() -> holdings.vehicle(trip.tenant(), trip.vehicle()))
        .orElseThrow()
        .getHolder();
  }

  private Optional<Tab> tab(AcceptedTrip trip) throws IOException, InterruptedException {
    return PATIENCE.ask(() -> holdings.tab(trip.tenant(), trip.workflowId()));
  }

  private TripStatus record(AcceptedTrip trip) throws IOException, InterruptedException {
    return PATIENCE
        .ask(() -> holdings.trip(trip.tenant(), trip.workflowId()))
        .map(Trip::getStatus)
        .orElse(TripStatus.TRIP_STATUS_UNSPECIFIED);
  }

  private void require(AcceptedTrip trip, boolean holds, String otherwise) {
    if (!holds) {
      fault(trip, otherwise);
    }
  }

  private void fault(AcceptedTrip trip, String what) {
    faults.add(trip.workflowId() + " (" + trip.tenant() + ", " + trip.vehicle() + ") " + what);
  }
}
