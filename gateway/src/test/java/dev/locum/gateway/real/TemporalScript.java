package dev.locum.gateway.real;

import dev.locum.testkit.await.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code scripts/temporal-server} while it runs, with what it has started. */
final class TemporalScript implements AutoCloseable {

  /** The first time, the server is built. */
  private static final Duration START = Duration.ofMinutes(10);

  private static final Duration END = Duration.ofSeconds(30);

  private final Path output;
  private final Process process;
  private final List<String> addresses;

  private TemporalScript(Path directory, List<String> arguments) throws IOException {
    Path ready = directory.resolve("temporal.ready");
    this.output = directory.resolve("temporal.out");
    Files.deleteIfExists(ready);
    List<String> command = new ArrayList<>();
    command.add(script().toString());
    command.addAll(arguments);
    command.addAll(List.of("--ready", ready.toString()));
    this.process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    try {
      this.addresses = awaitAddresses(ready);
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Starts it, and waits until Temporal serves.
   *
   * @param directory for what it writes
   * @throws AssertionError if it does not serve; it says what the script and the server said
   */
  static TemporalScript start(Path directory, List<String> arguments) throws IOException {
    return new TemporalScript(directory, arguments);
  }

  /** What the script is told about namespaces. */
  static List<String> namespaced(String command, List<String> namespaces) {
    List<String> arguments = new ArrayList<>(List.of(command));
    namespaces.forEach(namespace -> arguments.addAll(List.of("--namespace", namespace)));
    return arguments;
  }

  /** The tests of a module run in its directory. */
  private static Path script() {
    Path script = Path.of("..", "scripts", "temporal-server").toAbsolutePath().normalize();
    if (!Files.isExecutable(script)) {
      throw new AssertionError(script + ": not there (expected: to run in the module's directory)");
    }
    return script;
  }

  private List<String> awaitAddresses(Path ready) throws IOException {
    try {
      Await.until("Temporal to serve", START, () -> Files.exists(ready) || !process.isAlive());
    } catch (AssertionError e) {
      throw new AssertionError(said(), e);
    }
    if (!Files.exists(ready)) {
      throw new AssertionError("the real Temporal did not start: " + said());
    }
    return Files.readString(ready).lines().toList();
  }

  /** Where frontends listen. */
  List<String> addresses() {
    return addresses;
  }

  /** The server, or that process of it whose arguments hold all of these. */
  ProcessHandle server(String... arguments) {
    return process
        .descendants()
        .filter(each -> each.info().command().filter(TemporalScript::isServer).isPresent())
        .filter(each ->
            List.of(each.info().arguments().orElse(new String[0])).containsAll(List.of(arguments)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no server: " + said()));
  }

  private static boolean isServer(String command) {
    return command.endsWith("temporal-server");
  }

  /** Says a line to the script. */
  void tell(String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /**
   * Waits for its own end.
   *
   * @throws AssertionError if it goes on
   */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the script goes on without its server: " + said());
    }
  }

  private String said() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return "nothing";
    }
  }

  /** The script ends what it has started when it is told to end; what is left is ended here. */
  @Override
  public void close() {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    process.destroy();
    try {
      process.waitFor(END.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
