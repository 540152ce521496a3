package dev.locum.launcher.demo;

import dev.locum.cli.profile.StoredTokens;
import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.stage.TripClient;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.Work;
import dev.locum.protocol.trigger.v1.WorkStatus;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Scene 1: a user logs in and asks for a trip, which is accepted at once and followed to its
 * result.
 */
final class CompletedTrip {

  private final Stage stage;
  private final Narrator narrator;

  CompletedTrip(Stage stage, Narrator narrator) {
    this.stage = stage;
    this.narrator = narrator;
  }

  /**
   * Plays it.
   *
   * @param login ada's, just now
   * @return the workflow id, whose trail scene 5 shows
   */
  String play(StoredTokens login) throws IOException, InterruptedException {
    narrator.verdict(
        "auth-service",
        login.issuer().equals(stage.topology().issuer().value()),
        "ada is logged in by " + login.issuer() + " until " + login.expiresAt());
    TripClient ada = stage.clientOf("ada");
    StartWorkResponse accepted =
        ada.start(World.ROUTE, Trip.json("car-1", 1), UUID.randomUUID().toString());
    narrator.verdict(
        "trigger",
        !accepted.getWorkflowId().isEmpty() && !accepted.getRunId().isEmpty(),
        "accepted " + accepted.getWorkflowId() + ", run " + accepted.getRunId());
    List<Work> states = ada.watch(accepted.getWorkflowId());
    narrator.verdict(
        "trigger",
        states.get(0).getStatus() == WorkStatus.WORK_STATUS_RUNNING,
        "watched: " + states.stream().map(CompletedTrip::name).collect(Collectors.joining(" → ")));
    GetResultResponse result = stage.clientOf("ada").result(accepted.getWorkflowId());
    narrator.verdict(
        "trigger",
        result.getWork().getStatus() == WorkStatus.WORK_STATUS_COMPLETED
            && result.getResult().getJson().contains("SETTLED"),
        "result " + result.getResult().getJson());
    new TripAtTheEdge(stage, narrator).play(accepted.getWorkflowId());
    return accepted.getWorkflowId();
  }

  static String name(Work work) {
    return work.getStatus().name().substring("WORK_STATUS_".length());
  }
}
