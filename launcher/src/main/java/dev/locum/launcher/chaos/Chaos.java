package dev.locum.launcher.chaos;

import dev.locum.launcher.stage.Holdings;
import dev.locum.launcher.stage.Stage;
import dev.locum.launcher.topology.Part;
import dev.locum.launcher.topology.Topology;
import dev.locum.launcher.topology.World;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Kills a random process of a topology whose parts run apart, as {@code kill -9} does, at random
 * moments while users ask for work, starts it again, and reckons at the end.
 *
 * <p>The embedded Temporal is spared: it keeps everything in memory, so killing it loses work by
 * its nature. The seed decides which processes are killed, when, and for how long they are away; it
 * does not decide what the processes do meanwhile.
 */
public final class Chaos {

  /** Each trip has a vehicle of its own, and a fleet of the example has 2000. */
  public static final int MOST_MOMENTS = 900;

  private static final List<Part> VICTIMS =
      List.of(
          Part.AUTH_SERVICE,
          Part.GATEWAY,
          Part.TRIGGER,
          Part.FLEET,
          Part.BILLING,
          Part.TRIP,
          Part.ALICE_WORKER,
          Part.BOB_WORKER);

  /** Between two kills; long enough for some work, too short for all of it to be done. */
  private static final int PAUSE_MILLIS = 1500;

  private static final int AWAY_MILLIS = 800;

  /** For each user at each moment. */
  private static final int TRIPS = 2;

  private final Topology topology;
  private final Clock clock;
  private final PrintStream out;

  public Chaos(Topology topology, Clock clock, PrintStream out) {
    this.topology = topology;
    this.clock = clock;
    this.out = out;
  }

  /**
   * Runs.
   *
   * @param moments how many kills, 1 to {@value #MOST_MOMENTS}
   * @param seed decides everything that is random
   * @return the faults; none if everything is as it must be
   */
  public List<String> run(int moments, long seed) throws IOException, InterruptedException {
    Random random = new Random(seed);
    try (Stage stage = new Stage(topology, clock);
        Holdings holdings = new Holdings(topology)) {
      List<Rider> riders = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (World.Person person : World.PEOPLE) {
        if (!person.role().equals("viewer")) {
          Rider rider = new Rider(stage, person, new Random(random.nextLong()));
          riders.add(rider);
          threads.add(Thread.ofVirtual().name(person.name()).start(rider));
        }
      }
      for (int moment = 1; moment <= moments; moment++) {
        strike(moment, random, riders);
      }
      riders.forEach(Rider::stop);
      for (Thread thread : threads) {
        thread.join();
      }
      return reckon(riders, new Reckoning(stage, holdings));
    }
  }

  private void strike(int moment, Random random, List<Rider> riders)
      throws IOException, InterruptedException {
    Part victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
    Duration pause = Duration.ofMillis(random.nextInt(PAUSE_MILLIS));
    Duration away = Duration.ofMillis(random.nextInt(AWAY_MILLIS));
    riders.forEach(rider -> rider.wish(TRIPS));
    Thread.sleep(pause);
    topology.kill(victim);
    long killed = System.nanoTime();
    Thread.sleep(away);
    topology.start(victim);
    int accepted = riders.stream().mapToInt(rider -> rider.accepted().size()).sum();
    out.printf(
        "  %4d  %-13s killed, back after %.1f s; %d trips accepted so far%n",
        moment, victim.id(), (System.nanoTime() - killed) / 1e9, accepted);
    out.flush();
  }

  private List<String> reckon(List<Rider> riders, Reckoning reckoning)
      throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>();
    for (Rider rider : riders) {
      faults.addAll(rider.faults());
      for (AcceptedTrip trip : rider.accepted()) {
        reckoning.reckon(trip);
      }
    }
    faults.addAll(reckoning.faults());
    reckoning
        .ends()
        .forEach((status, count) ->
            out.printf("  %d %s%n", count, status.name().substring("WORK_STATUS_".length())));
    return faults;
  }
}
