package dev.locum.launcher.demo;

import dev.locum.cli.profile.StoredTokens;
import dev.locum.launcher.stage.Outcome;
import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.stage.Trip;
import dev.locum.launcher.stage.TripClient;
import dev.locum.launcher.topology.World;
import dev.locum.token.denial.DenialReason;
import java.io.IOException;
import java.util.UUID;

/**
 * Scene 2: the same request without the right to it. Each is refused and Temporal has started
 * nothing.
 */
final class RefusedRequests {

  private final Stage stage;
  private final Narrator narrator;

  RefusedRequests(Stage stage, Narrator narrator) {
    this.stage = stage;
    this.narrator = narrator;
  }

  /**
   * Plays it.
   *
   * @param aged tokens that will expire
   */
  void play(StoredTokens aged) throws IOException, InterruptedException {
    int before = stage.temporal().executions();
    refused(
        "without a token",
        DenialReason.NO_CREDENTIAL,
        TripClient.withoutToken(stage.triggerChannel()),
        World.ROUTE);
    stage.awaitExpiry(aged);
    refused(
        "with a token that expired at " + aged.expiresAt(),
        DenialReason.TOKEN_REJECTED,
        TripClient.with(stage.triggerChannel(), aged.accessToken().reveal()),
        World.ROUTE);
    refused(
        "ben of tenant bob, for tenant alice's route",
        DenialReason.ROUTE_NOT_FOUND,
        stage.clientOf("ben"),
        World.ROUTE_OF_ALICE);
    refused(
        "vic, whose role has no action",
        DenialReason.ACTION_NOT_ALLOWED,
        stage.clientOf("vic"),
        World.ROUTE);
    int after = stage.temporal().executions();
    narrator.verdict(
        "temporal", after == before, "has " + after + " executions, as before (" + before + ")");
  }

  private void refused(String how, DenialReason expected, TripClient client, String route) {
    Outcome outcome =
        Outcome.of(() -> client.start(route, Trip.json("car-1", 1), UUID.randomUUID().toString()));
    narrator.verdict("trigger", outcome.isRefusal(expected), how + ": " + outcome.words());
  }
}
