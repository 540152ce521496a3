package dev.locum.launcher.topology;

import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.carsharing.bootstrap.DownstreamProcess;
import dev.locum.embeddedtemporal.EmbeddedTemporal;
import dev.locum.gateway.bootstrap.GatewayProcess;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.DownstreamSettings;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.settings.TriggerSettings;
import dev.locum.trigger.bootstrap.TriggerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts a part from its {@code locum.yaml}, in this process or in one of its own. */
final class PartStarter {

  private final Configuration configuration;
  private final StateDirectory state;
  private final ApplicationCommand java;
  private final Clock clock;

  PartStarter(Configuration configuration, Topology.Plan plan) {
    this.configuration = configuration;
    this.state = plan.state();
    this.java = plan.java();
    this.clock = plan.clock();
  }

  /**
   * Starts one in this process; it serves when this returns.
   *
   * @throws IOException if a file or its address cannot be used
   */
  AutoCloseable here(Part part) throws IOException {
    SettingsLoader loader = new SettingsLoader(Map.of());
    return switch (part) {
      case TEMPORAL -> EmbeddedTemporal.start(configuration.ports().temporal());
      case AUTH_SERVICE ->
          AuthServiceProcess.start(
              loader.load(configuration.write(part), AuthServiceSettings.class), clock);
      case GATEWAY ->
          GatewayProcess.start(
              loader.load(configuration.write(part), GatewaySettings.class), clock);
      case TRIGGER ->
          TriggerProcess.start(
              loader.load(configuration.write(part), TriggerSettings.class), clock);
      case FLEET, BILLING, TRIP -> {
        Path config = configuration.write(part);
        yield DownstreamProcess.start(
            loader.load(config, DownstreamSettings.class),
            config.resolveSibling(part.id() + ".journal"),
            clock);
      }
      case ALICE_WORKER, BOB_WORKER ->
          throw new IllegalArgumentException(part + ": a worker has a process of its own");
    };
  }

  /** Starts one as a process; it may not serve yet, and a worker waits until it is told. */
  ChildProcess apart(Part part) throws IOException {
    return process(part.id(), part, arguments(part));
  }

  /** Starts a tenant's worker that polls another queue than its own, once it is told. */
  ChildProcess misconfigured(Part worker, String queue) throws IOException {
    String name = worker.id() + "-at-" + queue;
    Path config = configuration.writeWorker(name, worker, queue);
    return process(name, worker, List.of("car-sharing", "worker", "--config", config.toString()));
  }

  private List<String> arguments(Part part) throws IOException {
    if (part == Part.TEMPORAL) {
      return List.of("temporal", "--port", String.valueOf(configuration.ports().temporal()));
    }
    String config = configuration.write(part).toString();
    if (part.isWorker()) {
      return List.of("car-sharing", "worker", "--config", config);
    }
    return part.isDownstream()
        ? List.of("car-sharing", part.id(), "--config", config)
        : List.of(part.id(), "--config", config);
  }

  private ChildProcess process(String name, Part part, List<String> arguments) throws IOException {
    List<String> ending = new ArrayList<>();
    ending.add("with-parent");
    if (part.isWorker()) {
      ending.add("when-told");
    }
    ending.addAll(arguments);
    state.directory("logs");
    return ChildProcess.start(
        name, java.startingWith(part), ending, state.file("logs/" + name + ".log"));
  }
}
