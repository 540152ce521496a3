package dev.locum.gateway.real;

import dev.locum.testkit.await.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Temporal server that allows everything to everybody, as a process of its own. For use by
 * one thread.
 */
final class RealTemporal implements AutoCloseable {

  /** The first time, the server is built. */
  private static final Duration START = Duration.ofMinutes(10);

  private static final Duration END = Duration.ofSeconds(30);

  private final Path directory;
  private final List<String> options;
  private Process script;
  private String address;

  private RealTemporal(Path directory, List<String> options) throws IOException {
    this.directory = directory;
    this.options = List.copyOf(options);
    this.script = launched();
    this.address = served();
  }

  /**
   * Starts one with these namespaces.
   *
   * @param directory for what it writes
   * @throws AssertionError if it does not serve; it says what the script and the server said
   */
  static RealTemporal start(Path directory, List<String> namespaces) throws IOException {
    return new RealTemporal(directory, namespaced(namespaces));
  }

  /** Starts one that keeps what it knows when it is started again. */
  static RealTemporal lasting(Path directory, List<String> namespaces) throws IOException {
    List<String> options = namespaced(namespaces);
    options.addAll(List.of("--data", directory.resolve("temporal").toString()));
    return new RealTemporal(directory, options);
  }

  private static List<String> namespaced(List<String> namespaces) {
    List<String> options = new ArrayList<>();
    namespaces.forEach(namespace -> options.addAll(List.of("--namespace", namespace)));
    return options;
  }

  private Process launched(String... more) throws IOException {
    Files.deleteIfExists(ready());
    List<String> command = new ArrayList<>();
    command.add(script().toString());
    command.addAll(List.of("sqlite", "--ready", ready().toString()));
    command.addAll(options);
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
        .start();
  }

  private String served() throws IOException {
    try {
      return awaitAddress(ready());
    } catch (IOException | RuntimeException | Error e) {
      end(script);
      throw e;
    }
  }

  private Path ready() {
    return directory.resolve("temporal.ready");
  }

  private Path output() {
    return directory.resolve("temporal.out");
  }

  /**
   * Kills the server and starts it again at the same place, with what it knew.
   *
   * @throws AssertionError if it does not end, or does not serve again
   */
  void restart() throws Exception {
    server().destroyForcibly();
    if (!script.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the script goes on without its server: " + said());
    }
    script = launched("--port", Integer.toString(port()));
    address = served();
  }

  /** The process id of the server itself. */
  long pid() {
    return server().pid();
  }

  private ProcessHandle server() {
    return script
        .descendants()
        .filter(process ->
            process.info().command().filter(name -> name.endsWith("temporal-server")).isPresent())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no server: " + said()));
  }

  /** The port of the frontend. */
  int port() {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1));
  }

  /** The tests of a module run in its directory. */
  private static Path script() {
    Path script = Path.of("..", "scripts", "temporal-server").toAbsolutePath().normalize();
    if (!Files.isExecutable(script)) {
      throw new AssertionError(script + ": not there (expected: to run in the module's directory)");
    }
    return script;
  }

  private String awaitAddress(Path ready) throws IOException {
    try {
      Await.until("Temporal to serve", START, () -> Files.exists(ready) || !script.isAlive());
    } catch (AssertionError e) {
      throw new AssertionError(said(), e);
    }
    if (!Files.exists(ready)) {
      throw new AssertionError("the real Temporal did not start: " + said());
    }
    return Files.readString(ready).strip();
  }

  /** Where the frontend listens. */
  String address() {
    return address;
  }

  private String said() {
    try {
      return Files.readString(output());
    } catch (IOException e) {
      return "nothing";
    }
  }

  @Override
  public void close() {
    end(script);
  }

  /** The script ends the server when it is told to end; what is left over is ended here. */
  private static void end(Process script) {
    List<ProcessHandle> all =
        Stream.concat(script.descendants(), Stream.of(script.toHandle())).toList();
    script.destroy();
    try {
      script.waitFor(END.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
