package dev.locum.launcher.bootstrap;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.profile.OwnerOnly;
import dev.locum.launcher.topology.Layout;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.StateDirectory;
import dev.locum.launcher.topology.TemporalServer;
import dev.locum.launcher.topology.Topology;
import dev.locum.launcher.topology.World;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code locum up}. */
@Command(
    name = "up",
    description = {
      "Starts auth service, trigger, gateway, embedded Temporal, two tenants' workers and the three"
          + " services of the car-sharing example on loopback, and stays until it is interrupted.",
      "Writes the profile `local`, by which the other commands find it, and `temporal.toml` in the"
          + " state directory, by which Temporal's SDKs and tools find the gateway.",
      "Login providers of the auth service (`authService.federation`) are taken from"
          + " `auth-service/federation.yaml` in the state directory, if it is there."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(10);
  private static final Duration END_LIMIT = Duration.ofSeconds(20);
  private static final String PROFILE = "local";

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where configuration, secrets, stores and logs are kept. Default: ~/.local/state/locum.")
  private Optional<Path> stateDirectory = Optional.empty();

  @Option(
      names = "--free-ports",
      description = "Listen on free ports instead of the documented ones.")
  private boolean freePorts;

  @Option(
      names = "--ports",
      paramLabel = "FIRST",
      description =
          "Listen on this port and the seven after it: auth service (gRPC, HTTP), trigger, gateway,"
              + " Temporal, and the example's services.")
  private Optional<Integer> firstPort = Optional.empty();

  @Mixin private TemporalOptions temporal = new TemporalOptions();

  @Override
  public Integer call() throws Exception {
    long begun = System.nanoTime();
    StateDirectory state =
        StateDirectory.at(
            stateDirectory.orElse(
                Path.of(System.getProperty("user.home"), ".local", "state", "locum")));
    Ports ports = ports();
    TemporalServer server = temporal.server();
    if (!ports.taken(server).isEmpty()) {
      throw CliException.usage(
          "ports in use: "
              + ports.taken(server)
              + " (is it up already? --free-ports takes others)");
    }
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (Topology topology =
        Topology.start(
            new Topology.Plan(
                server,
                state,
                ports,
                Layout.TOGETHER,
                ACCESS_TOKEN_LIFE,
                JavaCommand.ofThisProcess(),
                Clock.systemUTC()))) {
      Path profile = writeProfile(topology);
      endWhenInterrupted(interrupted, ended);
      greet(System.out, topology, profile, Duration.ofNanos(System.nanoTime() - begun));
      // Hashing the first passwords has left a heap three times of what is in use: give it back.
      System.gc();
      interrupted.await();
    } finally {
      ended.countDown();
    }
    return 0;
  }

  private Ports ports() {
    if (firstPort.isEmpty()) {
      return freePorts ? Ports.free() : Ports.documented();
    }
    if (freePorts) {
      throw CliException.usage("--ports and --free-ports: one of them");
    }
    return Ports.from(firstPort.get());
  }

  /**
   * An interrupt lets the main thread end what it started; the JVM waits for that, and not for the
   * thread, which waits for the JVM then.
   */
  private static void endWhenInterrupted(CountDownLatch interrupted, CountDownLatch ended) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              interrupted.countDown();
              try {
                if (!ended.await(END_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                  System.err.println("locum: not everything ended in " + END_LIMIT);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
  }

  private static Path writeProfile(Topology topology) throws IOException {
    Path home =
        Optional.ofNullable(System.getenv("LOCUM_HOME"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".config", "locum"));
    Path directory = home.resolve(PROFILE);
    OwnerOnly.makeDirectory(directory);
    Path file = directory.resolve("locum.yaml");
    OwnerOnly.write(file, topology.profile());
    return file;
  }

  private static void greet(PrintStream out, Topology topology, Path profile, Duration took) {
    Ports ports = topology.ports();
    out.printf(
        """
        Locum is up after %.1f s. Interrupt (ctrl-C) to end it.

          auth service  gRPC localhost:%d, %s
          trigger       gRPC localhost:%d
          gateway       gRPC localhost:%d (before Temporal, for tenants)
          Temporal      %s (%s)
          logs          %s
          profile       %s
          other SDKs    %s

        Log in from another terminal:

        """,
        took.toMillis() / 1000.0,
        ports.authGrpc(),
        topology.issuer(),
        ports.trigger(),
        ports.gateway(),
        topology.temporalAddress(),
        topology.isTemporalOurs() ? "embedded, no authentication" : "yours",
        topology.state().file("logs"),
        profile,
        topology.clientProfiles());
    for (World.Person person : World.PEOPLE) {
      out.printf(
          "  ./locum login --user %s/%s --password-stdin < %s%n",
          person.tenant(),
          person.name(),
          topology.state().file("users/" + person.name() + ".password"));
    }
    out.flush();
  }
}
