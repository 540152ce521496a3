package dev.locum.launcher.demo;

import dev.locum.cli.profile.StoredTokens;
import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.topology.ApplicationCommand;
import dev.locum.launcher.topology.Layout;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.StateDirectory;
import dev.locum.launcher.topology.TemporalServer;
import dev.locum.launcher.topology.TemporaryDirectory;
import dev.locum.launcher.topology.Topology;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** Plays the five scenes on a topology of their own, and ends it. */
public final class Demo {

  /** Short, so that the second scene can show a token that has really expired. */
  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofSeconds(20);

  private final TemporalServer temporal;
  private final ApplicationCommand java;
  private final Clock clock;
  private final Narrator narrator;

  /**
   * A demo.
   *
   * @param temporal which Temporal it is played on
   * @param java how this application is started once more
   */
  public Demo(TemporalServer temporal, ApplicationCommand java, Clock clock, Narrator narrator) {
    this.temporal = temporal;
    this.java = java;
    this.clock = clock;
    this.narrator = narrator;
  }

  /**
   * Plays.
   *
   * @param keep whether the state directory with configuration and logs stays
   * @return whether every answer was what it must be
   */
  public boolean play(boolean keep) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    TemporaryDirectory directory = TemporaryDirectory.create("locum-demo-");
    try {
      playIn(StateDirectory.at(directory.path()));
    } finally {
      if (keep) {
        narrator.step("state and logs are in " + directory.path());
      } else {
        directory.delete();
      }
    }
    narrator.end(Duration.ofNanos(System.nanoTime() - begun));
    return narrator.failures() == 0;
  }

  private void playIn(StateDirectory state) throws IOException, InterruptedException {
    narrator.step(
        "starting auth service, trigger, Temporal, two tenants' workers and three downstreams");
    try (Topology topology =
            Topology.start(
                new Topology.Plan(
                    temporal,
                    state,
                    Ports.free(),
                    Layout.TOGETHER,
                    ACCESS_TOKEN_LIFE,
                    java,
                    clock));
        Stage stage = new Stage(topology, clock)) {
      narrator.scene(1, "A user asks for a trip");
      StoredTokens login = stage.logIn("ada");
      String first = new CompletedTrip(stage, narrator).play(login);
      narrator.scene(2, "The same request without the right to it");
      new RefusedRequests(stage, narrator).play(login);
      narrator.scene(3, "Alice's task reaches Bob's worker");
      new StrangersWorker(stage, narrator).play();
      narrator.scene(4, "The delegation is revoked while the work runs");
      new RevokedTrip(stage, narrator).play();
      narrator.scene(5, "The audit trail of the first scene");
      new AuditedTrip(stage, narrator).play(first);
    }
  }
}
