package dev.locum.launcher.bootstrap;

import dev.locum.carsharing.bootstrap.WorkerProcess;
import dev.locum.cli.bootstrap.ProcessTerminal;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.StateDirectory;
import dev.locum.launcher.topology.Topology;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A training run for the cache of loaded and linked classes (JEP 514): starts every part once, one
 * worker in this process, prints the help, and ends. It leaves nothing behind.
 */
final class Rehearsal {

  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(1);

  private Rehearsal() {}

  static void run() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("locum-rehearsal-");
    try (Topology topology =
        Topology.start(
            new Topology.Plan(
                StateDirectory.at(directory),
                Ports.free(),
                ACCESS_TOKEN_LIFE,
                JavaCommand.ofThisProcess(),
                Clock.systemUTC()))) {
      topology.stopChild("alice-worker");
      WorkerSettings settings =
          new SettingsLoader(Map.of())
              .load(directory.resolve("alice-worker/locum.yaml"), WorkerSettings.class);
      try (WorkerProcess _ = WorkerProcess.start(settings, Clock.systemUTC())) {
        Main.commands().execute(ProcessTerminal.open(), "--help");
      }
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    }
  }
}
