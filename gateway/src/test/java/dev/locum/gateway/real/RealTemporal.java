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

/** A real Temporal server that allows everything to everybody, as a process of its own. */
final class RealTemporal implements AutoCloseable {

  /** The first time, the server is built. */
  private static final Duration START = Duration.ofMinutes(10);

  private static final Duration END = Duration.ofSeconds(30);

  private final Process script;
  private final Path output;
  private final String address;

  private RealTemporal(Process script, Path output, Path ready) throws IOException {
    this.script = script;
    this.output = output;
    this.address = awaitAddress(ready);
  }

  /**
   * Starts one with these namespaces.
   *
   * @param directory for what it writes
   * @throws AssertionError if it does not serve; it says what the script and the server said
   */
  static RealTemporal start(Path directory, List<String> namespaces) throws IOException {
    Path ready = directory.resolve("temporal.ready");
    Path output = directory.resolve("temporal.out");
    List<String> command = new ArrayList<>();
    command.add(script().toString());
    command.addAll(List.of("sqlite", "--ready", ready.toString()));
    namespaces.forEach(namespace -> command.addAll(List.of("--namespace", namespace)));
    Process script =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      return new RealTemporal(script, output, ready);
    } catch (IOException | RuntimeException | Error e) {
      end(script);
      throw e;
    }
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
      return Files.readString(output);
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
