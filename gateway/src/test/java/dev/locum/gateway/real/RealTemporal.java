package dev.locum.gateway.real;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Temporal server that allows everything to everybody, as a process of its own. For use by
 * one thread.
 */
final class RealTemporal implements AutoCloseable {

  private final Path directory;
  private final List<String> arguments;
  private TemporalScript script;

  private RealTemporal(Path directory, List<String> arguments) throws IOException {
    this.directory = directory;
    this.arguments = List.copyOf(arguments);
    this.script = TemporalScript.start(directory, this.arguments);
  }

  /**
   * Starts one with these namespaces.
   *
   * @param directory for what it writes
   * @throws AssertionError if it does not serve; it says what the script and the server said
   */
  static RealTemporal start(Path directory, List<String> namespaces) throws IOException {
    return new RealTemporal(directory, TemporalScript.namespaced("sqlite", namespaces));
  }

  /** Starts one that keeps what it knows when it is started again. */
  static RealTemporal lasting(Path directory, List<String> namespaces) throws IOException {
    List<String> arguments = TemporalScript.namespaced("sqlite", namespaces);
    arguments.addAll(List.of("--data", directory.resolve("temporal").toString()));
    return new RealTemporal(directory, arguments);
  }

  /**
   * Kills the server and starts it again at the same place, with what it knew.
   *
   * @throws AssertionError if it does not end, or does not serve again
   */
  void restart() throws Exception {
    int port = port();
    script.server().destroyForcibly();
    script.awaitEnd();
    List<String> again = new ArrayList<>(arguments);
    again.addAll(List.of("--port", Integer.toString(port)));
    script = TemporalScript.start(directory, again);
  }

  /** The process id of the server itself. */
  long pid() {
    return script.server().pid();
  }

  /** The port of the frontend. */
  int port() {
    return Integer.parseInt(address().substring(address().indexOf(':') + 1));
  }

  /** Where the frontend listens. */
  String address() {
    return script.addresses().getFirst();
  }

  @Override
  public void close() {
    script.close();
  }
}
