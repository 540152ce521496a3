package dev.locum.launcher.bootstrap;

import dev.locum.cli.outcome.CliException;
import dev.locum.launcher.chaos.Chaos;
import dev.locum.launcher.topology.Layout;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.StateDirectory;
import dev.locum.launcher.topology.TemporalServer;
import dev.locum.launcher.topology.TemporaryDirectory;
import dev.locum.launcher.topology.Topology;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code locum chaos}. */
@Command(
    name = "chaos",
    description = {
      "Kills random processes of a topology at random moments while users ask for work, starts them"
          + " again, and checks that each accepted trip was done exactly once or undone, and that"
          + " every decision has its audit event.",
      "The embedded Temporal is spared: it keeps everything in memory. Exit code 0 only if nothing"
          + " was wrong; state and logs are kept otherwise."
    },
    mixinStandardHelpOptions = true)
final class ChaosCommand implements Callable<Integer> {

  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(10);

  @Option(
      names = "--moments",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many times a process is killed. Default: ${DEFAULT-VALUE}.")
  private int moments = 200;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description =
          "Decides which process is killed and when. Default: a fresh one, which is said.")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--keep", description = "Keep the state directory with configuration and logs.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    if (moments < 1 || moments > Chaos.MOST_MOMENTS) {
      throw CliException.usage(
          "--moments: " + moments + " (expected: 1 to " + Chaos.MOST_MOMENTS + ")");
    }
    PrintStream out = System.out;
    long chosen = seed.orElseGet(() -> (long) new SecureRandom().nextInt(1_000_000));
    out.printf("%d moments, seed %d%n", moments, chosen);
    TemporaryDirectory directory = TemporaryDirectory.create("locum-chaos-");
    List<String> faults;
    try (Topology topology =
        Topology.start(
            new Topology.Plan(
                TemporalServer.embedded(),
                StateDirectory.at(directory.path()),
                Ports.free(),
                Layout.APART,
                ACCESS_TOKEN_LIFE,
                JavaCommand.ofThisProcess(),
                Clock.systemUTC()))) {
      faults = new Chaos(topology, Clock.systemUTC(), out).run(moments, chosen);
    }
    faults.forEach(fault -> out.println("  fault: " + fault));
    if (keep || !faults.isEmpty()) {
      out.println("State and logs are in " + directory.path());
    } else {
      directory.delete();
    }
    out.println(
        faults.isEmpty()
            ? "Nothing was lost, and nothing was done twice."
            : faults.size() + " fault(s); repeat with --seed " + chosen);
    return faults.isEmpty() ? 0 : 1;
  }
}
