package dev.locum.launcher.bootstrap;

import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.carsharing.bootstrap.CarSharing;
import dev.locum.cli.LocumCommand;
import dev.locum.cli.bootstrap.ProcessTerminal;
import dev.locum.gateway.bootstrap.GatewayProcess;
import dev.locum.launcher.topology.StateDirectory;
import dev.locum.trigger.bootstrap.TriggerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * {@code locum}: the commands over the published APIs, and the processes. A process is started
 * without the machinery of the command line; {@code with-parent} before its name ends it when its
 * standard input ends.
 */
public final class Main {

  private static final String CONFIG = "--config";

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    String command = arguments.length == 0 ? "" : arguments[0];
    String[] rest =
        arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
    switch (command) {
      case "auth-service" -> AuthServiceProcess.main(rest);
      case "gateway" -> gateway(rest, arguments);
      case "trigger" -> TriggerProcess.main(rest);
      case "car-sharing" -> CarSharing.main(rest);
      case "temporal" -> TemporalProcess.main(rest);
      case "with-parent" -> {
        endWithParent();
        main(rest);
      }
      case "rehearse" -> {
        quieten();
        Rehearsal.run(Path.of(rest[0]), List.of(rest).subList(1, rest.length));
      }
      case "rehearse-auth-service" -> {
        quieten();
        AuthServiceRehearsal.run();
      }
      case "rehearse-gateway" -> {
        quieten();
        rehearseGateway(rest);
      }
      case "rehearse-commands" -> {
        quieten();
        Rehearsal.runCommands(Path.of(rest[0]));
      }
      default -> command(arguments);
    }
  }

  /** The process, or a command that asks it something. */
  private static void gateway(String[] rest, String[] arguments) throws Exception {
    Optional<String[]> process = gatewayProcess(rest);
    if (process.isPresent()) {
      GatewayProcess.main(process.get());
    } else {
      command(arguments);
    }
  }

  /** What the gateway's process takes; empty: it is not what is meant. */
  static Optional<String[]> gatewayProcess(String[] rest) {
    if (rest.length > 0 && rest[0].startsWith(CONFIG + "=")) {
      String[] taken = rest.clone();
      taken[0] = rest[0].substring(CONFIG.length() + 1);
      return Optional.of(Stream.concat(Stream.of(CONFIG), Stream.of(taken)).toArray(String[]::new));
    }
    return Optional.of(rest).filter(given -> given.length > 0 && given[0].equals(CONFIG));
  }

  /** State of a topology, the ports of its auth service, the cache, and flags. */
  private static void rehearseGateway(String[] rest) throws Exception {
    new GatewayRehearsal(
            StateDirectory.at(Path.of(rest[0])),
            Integer.parseInt(rest[1]),
            Integer.parseInt(rest[2]))
        .run(Path.of(rest[3]), List.of(rest).subList(4, rest.length));
  }

  private static void command(String[] arguments) {
    quieten();
    System.exit(commands().execute(ProcessTerminal.open(), arguments));
  }

  /** What a person reads is the command's own output; the processes log for themselves. */
  private static void quieten() {
    System.setProperty("LOCUM_LOG", "ERROR");
    Logger.getLogger("").setLevel(Level.WARNING);
  }

  static LocumCommand commands() {
    return LocumCommand.create()
        .with("demo", context -> new DemoCommand())
        .with("up", context -> new UpCommand())
        .with("chaos", context -> new ChaosCommand());
  }

  /** A part of a topology ends when whoever started it does, however that ends. */
  private static void endWithParent() {
    Thread.ofPlatform()
        .daemon()
        .name("parent")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Nothing is said on this pipe; its end is what is waited for.
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } finally {
            Runtime.getRuntime().halt(0);
          }
        });
  }
}
