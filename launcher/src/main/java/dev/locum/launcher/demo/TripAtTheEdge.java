package dev.locum.launcher.demo;

import dev.locum.launcher.stage.EdgeClient;
import dev.locum.launcher.stage.Outcome;
import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.stage.TripClient;
import dev.locum.token.denial.DenialReason;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * The end of scene 1: the user looks at the trip at the service itself, whose contract gates it.
 * Whose trip it is says the token, which is for that service and opens nothing else.
 */
final class TripAtTheEdge {

  private final Stage stage;
  private final Narrator narrator;

  TripAtTheEdge(Stage stage, Narrator narrator) {
    this.stage = stage;
    this.narrator = narrator;
  }

  /**
   * Plays it.
   *
   * @param trip ada's, settled
   */
  void play(String trip) throws IOException, InterruptedException {
    String token = stage.tokenFor("ada", Stage.TRIP_SERVICE);
    EdgeClient ada = EdgeClient.with(stage.tripChannel(), token);
    Outcome seen = Outcome.of(() -> ada.trip(trip).getStatus());
    narrator.verdict("trip", seen.code().isEmpty(), "ada sees her trip: " + seen.words());
    Outcome vehicle = Outcome.of(() -> ada.check("car-8"));
    narrator.verdict(
        "fleet",
        vehicle.code().isEmpty(),
        "asked by the trip service: can be had: " + vehicle.words());
    EdgeClient ben =
        EdgeClient.with(stage.tripChannel(), stage.tokenFor("ben", Stage.TRIP_SERVICE));
    Outcome others = Outcome.of(() -> ben.trip(trip));
    narrator.verdict(
        "trip", others.words().contains("NOT_FOUND"), "ben, ada's trip: " + others.words());
    refused(
        "trip",
        "without a token",
        DenialReason.NO_CREDENTIAL,
        () -> EdgeClient.withoutToken(stage.tripChannel()).trip(trip));
    String forTrigger = stage.tokensOf("ada").accessToken().reveal();
    refused(
        "trip",
        "ada's token for the trigger",
        DenialReason.TOKEN_REJECTED,
        () -> EdgeClient.with(stage.tripChannel(), forTrigger).trip(trip));
    refused(
        "trigger",
        "ada's token for the trip service",
        DenialReason.TOKEN_REJECTED,
        () -> TripClient.with(stage.triggerChannel(), token).get(trip));
  }

  private void refused(String who, String how, DenialReason expected, Supplier<?> call) {
    Outcome outcome = Outcome.of(call);
    narrator.verdict(who, outcome.isRefusal(expected), how + ": " + outcome.words());
  }
}
