package dev.locum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.carsharing.api.trip.v1.TripStatus;
import dev.locum.cli.oauth.IssuerHttp;
import dev.locum.cli.oauth.OAuthClient;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.e2e.fixture.Deployment;
import dev.locum.e2e.fixture.ProcessSockets;
import dev.locum.launcher.stage.Outcome;
import dev.locum.launcher.stage.TemporalProbe;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.stage.TripClient;
import dev.locum.launcher.topology.Part;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.temporal.api.enums.v1.EventType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work goes on, or waits unharmed, while somebody who took part in it is not there. */
final class AbsenceIT {

  /** For steps that wait for each other's backoff on a machine that is busy with other things. */
  private static final Duration LIMIT = Duration.ofSeconds(180);

  /** How long trips take, in seconds: each long enough for a machine slower than the last. */
  private static final List<Integer> DRIVES = List.of(2, 10, 50);

  private final Deployment deployment = Deployment.shared();

  @AfterEach
  void everybodyIsBack() throws Exception {
    for (Part part : Part.values()) {
      if (!deployment.topology().isRunning(part)) {
        deployment.topology().start(part);
      }
    }
    deployment.startOnceReachable(deployment.freshVehicle(), UUID.randomUUID().toString());
  }

  /**
   * S3-04, S3-01: the worker comes when the user has gone, listens nowhere, knows only the gateway,
   * the auth service and the downstreams, and has nothing that the trigger has.
   */
  @Test
  void workerThatStartsLater_withOutboundConnectionsOnly_completesTheWork() throws Exception {
    ProcessSockets.requireShown();
    deployment.topology().stop(Part.ALICE_WORKER);
    StoredTokens login = deployment.stage().logIn("ada");
    TripClient ada =
        TripClient.with(deployment.stage().triggerChannel(), login.accessToken().reveal());
    StartWorkResponse accepted =
        ada.start(
            World.ROUTE, Trip.json(deployment.freshVehicle(), 3), UUID.randomUUID().toString());
    logOut(login);

    deployment.topology().start(Part.ALICE_WORKER);
    awaitAction(accepted.getWorkflowId(), "fleet.reserve");
    ProcessSockets worker = ProcessSockets.of(deployment.pid(Part.ALICE_WORKER));
    GetResultResponse result = resultOf("ada", accepted.getWorkflowId());

    assertThat(result.getWork().getStatus()).isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
    assertThat(worker.listening()).isEmpty();
    Ports ports = deployment.topology().ports();
    assertThat(worker.connectedTo())
        .contains(ports.gateway(), ports.authGrpc())
        .isSubsetOf(
            ports.gateway(), ports.authGrpc(), ports.fleet(), ports.billing(), ports.trip());
    assertThat(contents("credentials", "alice-worker.jwk"))
        .isNotEqualTo(contents("credentials", "trigger.jwk"));
    assertThat(Files.readString(deployment.topology().state().file("alice-worker/locum.yaml")))
        .doesNotContain("trigger");
    assertThat(deployment.holdings().trip("alice", accepted.getWorkflowId()).orElseThrow())
        .satisfies(trip -> assertThat(trip.getUser()).isEqualTo(result.getWork().getRequestedBy()));
  }

  /** S3-26, S2-05. */
  @Test
  void workWhoseTriggerIsStoppedAndWhoseUserIsLoggedOut_goesOnToItsEnd() throws Exception {
    StoredTokens login = deployment.stage().logIn("ada");
    StartWorkResponse accepted =
        TripClient.with(deployment.stage().triggerChannel(), login.accessToken().reveal())
            .start(
                World.ROUTE, Trip.json(deployment.freshVehicle(), 4), UUID.randomUUID().toString());
    awaitAction(accepted.getWorkflowId(), "trip.record");
    logOut(login);
    deployment.topology().stop(Part.TRIGGER);

    awaitAction(accepted.getWorkflowId(), "billing.settle");
    Await.untilPasses(
        "the tab is settled",
        LIMIT,
        () ->
            assertThat(deployment.holdings().tab("alice", accepted.getWorkflowId()))
                .hasValueSatisfying(tab -> assertThat(tab.getCents()).isPositive()));

    deployment.topology().start(Part.TRIGGER);
    assertThat(resultOf("ada", accepted.getWorkflowId()).getWork().getStatus())
        .isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
  }

  /** S3-23 and the fault rule: nothing is started, no work is done, nothing is lost. */
  @Test
  void authServiceDown_startsNothingDoesNoWork_andLosesNothing() throws Exception {
    TripClient ada = deployment.stage().clientOf("ada");
    deployment.topology().stop(Part.ALICE_WORKER);
    StartWorkResponse accepted =
        ada.start(
            World.ROUTE, Trip.json(deployment.freshVehicle(), 1), UUID.randomUUID().toString());
    String driving = tripOfBenWithoutTheAuthService();
    TemporalProbe temporal = deployment.stage().temporal();
    int before = temporal.executions();

    String key = UUID.randomUUID().toString();
    String vehicle = deployment.freshVehicle();
    Outcome refused = Outcome.of(() -> ada.start(World.ROUTE, Trip.json(vehicle, 0), key));
    int after = temporal.executions();
    assertThat(refused.isRefusal(DenialReason.AUTHORITY_UNAVAILABLE)).as(refused.words()).isTrue();
    assertThat(after).isEqualTo(before);
    assertThat(temporal.has(driving, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED))
        .as("it has waited")
        .isFalse();

    deployment.topology().start(Part.AUTH_SERVICE);
    StartWorkResponse repeated = deployment.startOnceReachable(vehicle, key);
    deployment.topology().start(Part.ALICE_WORKER);
    for (String trip : List.of(accepted.getWorkflowId(), repeated.getWorkflowId())) {
      assertThat(resultOf("ada", trip).getWork().getStatus())
          .as(trip)
          .isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
    }
    assertFinishedOrUndone(driving);
  }

  /**
   * A trip of Ben's whose drive ends when the auth service is killed already, so that its next step
   * is due. On a machine that is busy with other things it may end before; a longer one follows.
   */
  private String tripOfBenWithoutTheAuthService() throws Exception {
    TripClient ben = deployment.stage().clientOf("ben");
    TemporalProbe temporal = deployment.stage().temporal();
    for (int seconds : DRIVES) {
      String input = Trip.json(deployment.freshVehicle(), seconds);
      String trip = ben.start(World.ROUTE, input, UUID.randomUUID().toString()).getWorkflowId();
      Await.until("the drive", LIMIT, () -> temporal.has(trip, EventType.EVENT_TYPE_TIMER_STARTED));
      deployment.topology().kill(Part.AUTH_SERVICE);
      if (!temporal.has(trip, EventType.EVENT_TYPE_TIMER_FIRED)) {
        Await.until(
            "the end of the drive",
            LIMIT,
            () -> temporal.has(trip, EventType.EVENT_TYPE_TIMER_FIRED));
        return trip;
      }
      deployment.topology().start(Part.AUTH_SERVICE);
      deployment.startOnceReachable(deployment.freshVehicle(), UUID.randomUUID().toString());
    }
    throw new AssertionError("each drive was over before the auth service was killed");
  }

  /** A step has five attempts: an outage that outlasts them ends in compensation, not in loss. */
  private void assertFinishedOrUndone(String ofBen) throws Exception {
    WorkStatus end = resultOf("ben", ofBen).getWork().getStatus();
    TripStatus trip = deployment.holdings().trip("bob", ofBen).orElseThrow().getStatus();
    if (end == WorkStatus.WORK_STATUS_COMPLETED) {
      assertThat(trip).isEqualTo(TripStatus.TRIP_STATUS_ENDED);
      assertThat(deployment.holdings().tab("bob", ofBen).orElseThrow().getCents()).isPositive();
    } else {
      assertThat(end).isEqualTo(WorkStatus.WORK_STATUS_FAILED);
      assertThat(trip).isEqualTo(TripStatus.TRIP_STATUS_CANCELLED);
    }
  }

  /** The embedded Temporal forgets what it held, so this test comes with work of its own. */
  @Test
  void temporalDown_isUnavailableAndTakesTheDelegationBack_andTheSameKeySucceedsLater()
      throws Exception {
    TripClient ada = deployment.stage().clientOf("ada");
    String vehicle = deployment.freshVehicle();
    String key = UUID.randomUUID().toString();
    deployment.topology().kill(Part.TEMPORAL);

    Outcome refused = Outcome.of(() -> ada.start(World.ROUTE, Trip.json(vehicle, 0), key));

    assertThat(refused.isRefusal(DenialReason.TEMPORAL_UNAVAILABLE)).as(refused.words()).isTrue();
    Delegation takenBack = deployment.stage().newestDelegations("alice").get(0);
    assertThat(takenBack.getFirstExecutionRunId()).isEmpty();
    assertThat(takenBack.getState())
        .isIn(
            DelegationState.DELEGATION_STATE_REVOKED,
            DelegationState.DELEGATION_STATE_REVOKED_HARD,
            DelegationState.DELEGATION_STATE_ABANDONED);

    deployment.topology().start(Part.TEMPORAL);
    StartWorkResponse accepted = deployment.startOnceReachable(vehicle, key);
    GetResultResponse result = resultOf("ada", accepted.getWorkflowId());
    assertThat(result.getWork().getStatus()).isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
    assertThat(accepted.getRepeated()).isFalse();
  }

  /**
   * How it ended; steps that failed meanwhile may wait long before they are tried again. A gateway
   * has a connection to Temporal for each of its event loops, and each notices by itself that
   * Temporal is back.
   */
  private GetResultResponse resultOf(String user, String workflowId)
      throws IOException, InterruptedException {
    TripClient client = deployment.stage().clientOf(user);
    List<GetResultResponse> answers = new ArrayList<>();
    Await.until(
        "the end of " + workflowId,
        LIMIT,
        () -> {
          Outcome asked = Outcome.of(() -> answers.add(client.result(workflowId)));
          if (asked.isRefusal(DenialReason.TEMPORAL_UNAVAILABLE)) {
            return false;
          }
          assertThat(asked.code()).as(asked.words()).isEmpty();
          return answers.getLast().getWork().getStatus() != WorkStatus.WORK_STATUS_RUNNING;
        });
    return answers.getLast();
  }

  private void logOut(StoredTokens login) {
    try (IssuerHttp http =
        new IssuerHttp(
            URI.create(deployment.topology().issuer().value()),
            CertificateAuthority.of(deployment.topology().certificateAuthority()))) {
      new OAuthClient(http, Clock.systemUTC()).revoke(login.refreshToken());
    }
    Outcome after =
        Outcome.of(() ->
            TripClient.with(deployment.stage().triggerChannel(), login.accessToken().reveal())
                .start(World.ROUTE, Trip.json("car-1", 0), UUID.randomUUID().toString()));
    assertThat(after.isRefusal(DenialReason.TOKEN_REJECTED)).as(after.words()).isTrue();
    deployment.stage().forget("ada");
  }

  private void awaitAction(String workflowId, String action) {
    Await.untilPasses(
        action + " was taken",
        LIMIT,
        () ->
            assertThat(deployment.stage().delegationOf(workflowId).getRecordedActionsList())
                .contains(action));
  }

  private String contents(String directory, String file) throws IOException {
    return Files.readString(deployment.topology().state().file(directory).resolve(file));
  }
}
