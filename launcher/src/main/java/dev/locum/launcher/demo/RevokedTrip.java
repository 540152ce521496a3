package dev.locum.launcher.demo;

import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.stage.TripClient;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc.DelegationServiceBlockingStub;
import dev.locum.protocol.auth.v1.GetDelegationRequest;
import dev.locum.protocol.auth.v1.RevokeDelegationRequest;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.token.denial.DenialReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Scene 4: the delegation is revoked while the work runs; what was done is undone, and nothing else
 * is.
 */
final class RevokedTrip {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final List<String> UNDOING = List.of("trip.cancel", "fleet.release");

  private final Stage stage;
  private final Narrator narrator;

  RevokedTrip(Stage stage, Narrator narrator) {
    this.stage = stage;
    this.narrator = narrator;
  }

  void play() throws IOException, InterruptedException {
    TripClient ada = stage.clientOf("ada");
    StartWorkResponse accepted =
        ada.start(World.ROUTE, Trip.json("car-3", 4), UUID.randomUUID().toString());
    narrator.answer("trigger", "accepted " + accepted.getWorkflowId());
    Delegation driving = awaitStep(accepted.getDelegationId(), "trip.record");
    narrator.answer("auth-service", "actions taken so far: " + driving.getRecordedActionsList());
    Delegation revoked =
        delegations()
            .revokeDelegation(
                RevokeDelegationRequest.newBuilder()
                    .setDelegationId(accepted.getDelegationId())
                    .setReason("OPERATOR_REQUEST")
                    .build())
            .getDelegation();
    narrator.verdict(
        "auth-service",
        revoked.getState().name().equals("DELEGATION_STATE_REVOKED"),
        "the delegation is " + revoked.getState().name().substring("DELEGATION_STATE_".length()));
    GetResultResponse result = stage.clientOf("ada").result(accepted.getWorkflowId());
    narrator.verdict(
        "trigger",
        result.getWork().getStatus() == WorkStatus.WORK_STATUS_FAILED
            && isRefusal(result.getFailure().getRefusalCode()),
        CompletedTrip.name(result.getWork())
            + ": "
            + result.getFailure().getRefusalCode()
            + " "
            + result.getFailure().getMessage());
    List<String> undone =
        stage
            .trail(
                accepted.getWorkflowId(),
                trail -> trail.allowedActions("auth-service").containsAll(UNDOING))
            .allowedActions("auth-service");
    narrator.verdict(
        "auth-service",
        undone.containsAll(UNDOING) && !undone.contains("trip.end"),
        "let through in all: " + undone);
  }

  private static boolean isRefusal(String code) {
    return code.equals(DenialReason.DELEGATION_REJECTED.code())
        || code.equals(DenialReason.ACTION_NOT_ALLOWED.code());
  }

  private Delegation awaitStep(String delegationId, String action) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      Delegation delegation =
          delegations()
              .getDelegation(
                  GetDelegationRequest.newBuilder().setDelegationId(delegationId).build())
              .getDelegation();
      if (delegation.getRecordedActionsList().contains(action)) {
        return delegation;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(action + " was not taken within " + LIMIT);
      }
      Thread.sleep(50);
    }
  }

  private DelegationServiceBlockingStub delegations() {
    return DelegationServiceGrpc.newBlockingStub(stage.operator().channel())
        .withCallCredentials(stage.operator().credentials());
  }
}
