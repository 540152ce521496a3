package dev.locum.launcher.bootstrap;

import dev.locum.cli.bootstrap.ProcessTerminal;
import dev.locum.cli.profile.OwnerOnly;
import dev.locum.cli.terminal.Terminal;
import dev.locum.launcher.topology.ChildProcess;
import dev.locum.launcher.topology.Layout;
import dev.locum.launcher.topology.Part;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.StateDirectory;
import dev.locum.launcher.topology.TemporalServer;
import dev.locum.launcher.topology.TemporaryDirectory;
import dev.locum.launcher.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A training run for the caches of loaded and linked classes (JEP 514): starts every part once,
 * runs some commands against them, and ends all. It leaves nothing behind but the caches; that of
 * this process is the JVM's own to write.
 */
final class Rehearsal {

  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(1);

  /** Bounds how long a process runs and writes its cache. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String HOME = "home";

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("login", "--user", "alice/ada", "--password-stdin"),
          List.of("whoami"),
          List.of(
              "work",
              "start",
              "trip",
              "--input",
              "{\"vehicle\":\"car-1\",\"driveSeconds\":0}",
              "--wait"),
          List.of("work", "list"),
          List.of("delegation", "list"),
          List.of("audit", "search", "--limit", "5"),
          List.of("work", "list", "-o", "json"),
          List.of("doctor"),
          List.of("--version"));

  private Rehearsal() {}

  /**
   * Rehearses the parts.
   *
   * @param caches the directory in which those of the other processes are written
   * @param gateway the flags of a gateway alone; none: it is not rehearsed
   */
  static void run(Path caches, List<String> gateway) throws IOException, InterruptedException {
    TemporaryDirectory directory = TemporaryDirectory.create("locum-rehearsal-");
    try (Topology topology =
        Topology.start(
            new Topology.Plan(
                TemporalServer.embedded(),
                StateDirectory.at(directory.path()),
                Ports.free(),
                Layout.TOGETHER,
                ACCESS_TOKEN_LIFE,
                part ->
                    part == Part.ALICE_WORKER
                        ? JavaCommand.recording(caches.resolve("worker.aot"))
                        : JavaCommand.ofThisProcess().startingWith(part),
                Clock.systemUTC()))) {
      rehearseCommands(topology, caches);
      if (!gateway.isEmpty()) {
        rehearseGateway(topology, caches.resolve("gateway.aot"), gateway);
      }
      ChildProcess ending = topology.process(Part.ALICE_WORKER);
      ending.askToEnd();
      ending.awaitEnd(LIMIT);
      Main.commands().execute(ProcessTerminal.open(), "up", "--help");
    } finally {
      directory.delete();
    }
  }

  private static void rehearseCommands(Topology topology, Path caches)
      throws IOException, InterruptedException {
    Path profile = topology.state().directory(HOME).resolve("local");
    OwnerOnly.makeDirectory(profile);
    OwnerOnly.write(profile.resolve("locum.yaml"), topology.profile());
    List<String> command = new ArrayList<>(JavaCommand.recording(caches.resolve("cli.aot")));
    command.addAll(List.of("rehearse-commands", topology.state().file(HOME).toString()));
    Process commands =
        new ProcessBuilder(command)
            .inheritIO()
            .redirectInput(topology.state().file("users/ada.password").toFile())
            .start();
    if (!commands.waitFor(LIMIT)) {
      commands.destroyForcibly();
    }
  }

  /** In a process of its own, so that this one's cache does not know how to make load. */
  private static void rehearseGateway(Topology topology, Path cache, List<String> flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(JavaCommand.withoutCache());
    command.addAll(
        List.of(
            "rehearse-gateway",
            topology.state().root().toString(),
            String.valueOf(topology.ports().authGrpc()),
            String.valueOf(topology.ports().authHttp()),
            cache.toString()));
    command.addAll(flags);
    Process gateway = new ProcessBuilder(command).inheritIO().start();
    if (!gateway.waitFor(LIMIT.multipliedBy(2))) {
      gateway.destroyForcibly();
    }
  }

  /**
   * Runs the commands, with the password of the user on standard input; what they answer does not
   * matter.
   *
   * @param home the directory of the profiles
   */
  static void runCommands(Path home) {
    Terminal mine = ProcessTerminal.open();
    Terminal terminal =
        new Terminal(
            mine.streams(),
            mine.person(),
            Map.of("LOCUM_HOME", home.toString()),
            mine.home(),
            mine.clock());
    for (List<String> command : COMMANDS) {
      Main.commands().execute(terminal, command.toArray(String[]::new));
    }
  }
}
