package dev.locum.launcher.bootstrap;

import dev.locum.authservice.bootstrap.AuthServiceProcess;
import dev.locum.carsharing.bootstrap.CarSharing;
import dev.locum.cli.LocumCommand;
import dev.locum.cli.bootstrap.ProcessTerminal;
import dev.locum.cli.doctor.DoctorCommand;
import dev.locum.gateway.bootstrap.GatewayProcess;
import dev.locum.launcher.bootstrap.log.QuietLibraries;
import dev.locum.launcher.topology.StateDirectory;
import dev.locum.trigger.bootstrap.TriggerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * {@code locum}: the commands over the published APIs, and the processes. A process is started
 * without the machinery of the command line; {@code with-parent} before its name ends it when its
 * standard input ends, and {@code when-told} after that has a worker of the example make itself
 * ready, and ask nobody before something was said there.
 */
public final class Main {

  private static final String CONFIG = "--config";

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    run(arguments, new CountDownLatch(0));
  }

  /**
   * Runs.
   *
   * @param told is open once the parent has said something
   */
  private static void run(String[] arguments, CountDownLatch told) throws Exception {
    String command = arguments.length == 0 ? "" : arguments[0];
    String[] rest =
        arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
    switch (command) {
      case "auth-service" -> AuthServiceProcess.main(rest);
      case "gateway" -> gateway(rest, arguments);
      case "trigger" -> TriggerProcess.main(rest);
      case "car-sharing" -> CarSharing.main(rest);
      case "temporal" -> TemporalProcess.main(rest);
      case "with-parent" -> run(rest, endWithParent());
      case "when-told" -> CarSharing.main(carSharing(rest), () -> await(told));
      case "make-cacheable" -> {
        for (String library : rest) {
          CacheableClasses.rewrite(Path.of(library));
        }
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

  private static void await(CountDownLatch told) {
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before it was told", e);
    }
  }

  private static String[] carSharing(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals("car-sharing")) {
      throw new IllegalArgumentException("when-told: expected car-sharing after it");
    }
    return Arrays.copyOfRange(arguments, 1, arguments.length);
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
    QuietLibraries.install();
  }

  static LocumCommand commands() {
    return LocumCommand.create()
        .with("doctor", context -> new DoctorCommand(context, StoreChecks::of))
        .with("demo", context -> new DemoCommand())
        .with("up", context -> new UpCommand())
        .with("chaos", context -> new ChaosCommand());
  }

  /**
   * A part of a topology ends when whoever started it does, however that ends.
   *
   * @return is open once something was said on standard input
   */
  private static CountDownLatch endWithParent() {
    CountDownLatch told = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("parent")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // What is said does not matter; the end of the pipe is waited for.
              told.countDown();
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } finally {
            Runtime.getRuntime().halt(0);
          }
        });
    return told;
  }
}
