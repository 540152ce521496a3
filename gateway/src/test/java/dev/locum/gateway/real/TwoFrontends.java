package dev.locum.gateway.real;

import dev.locum.testkit.await.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real Temporal on PostgreSQL with two frontends, each a process of its own beside that of the
 * other services. For use by one thread.
 */
final class TwoFrontends implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TemporalScript script;

  private TwoFrontends(TemporalScript script) {
    this.script = script;
  }

  /**
   * Starts it.
   *
   * @param directory for what it writes
   * @throws AssertionError if it does not serve; it says what the script and the server said
   */
  static TwoFrontends start(Path directory, String namespace) throws IOException {
    return new TwoFrontends(
        TemporalScript.start(
            directory, TemporalScript.namespaced("frontends", List.of(namespace))));
  }

  /** Where a frontend listens; the first is 1. */
  String address(int number) {
    return script.addresses().get(number - 1);
  }

  /** SIGKILL: it finishes nothing and tells nobody. Nobody listens at its place then. */
  void kill(int number) {
    ProcessHandle frontend = script.server("frontend-" + number, "frontend");
    frontend.destroyForcibly();
    Await.until("the end of frontend " + number, PATIENCE, () -> !frontend.isAlive());
  }

  /** Starts one that was killed again, at its place, and waits until it listens. */
  void start(int number) throws IOException {
    script.tell("frontend " + number);
    Await.until("frontend " + number, PATIENCE, () -> isUp(number));
  }

  /** Whether somebody listens at a frontend's place. */
  boolean isUp(int number) {
    int port = Integer.parseInt(address(number).substring(address(number).indexOf(':') + 1));
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    script.close();
  }
}
