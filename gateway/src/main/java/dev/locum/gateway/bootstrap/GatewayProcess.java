package dev.locum.gateway.bootstrap;

import dev.locum.gateway.check.CallRules;
import dev.locum.gateway.check.tenant.TenantRules;
import dev.locum.gateway.wire.GatewayServer;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.SettingsException;
import dev.locum.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as one process. It serves when {@link #start} returns, whether or not the auth
 * service and Temporal can be reached: calls that need them are answered {@code UNAVAILABLE} until
 * they can.
 */
public final class GatewayProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayProcess.class);

  /** What was started, the last first. */
  private final Deque<AutoCloseable> running;

  private final GatewayServer server;

  private GatewayProcess(Deque<AutoCloseable> running, GatewayServer server) {
    this.running = running;
    this.server = server;
  }

  /**
   * Starts the gateway with the rules that tell tenants apart.
   *
   * @throws IOException if a file cannot be read or the address not be bound; what was started has
   *     ended then
   */
  public static GatewayProcess start(GatewaySettings settings, Clock clock) throws IOException {
    return start(settings, new TenantRules(SealKeys.of(settings.sealKeys())), clock);
  }

  /**
   * Starts the gateway with other rules.
   *
   * @param rules what decides about messages
   * @throws IOException if a file cannot be read or the address not be bound; what was started has
   *     ended then
   */
  public static GatewayProcess start(GatewaySettings settings, CallRules rules, Clock clock)
      throws IOException {
    Deque<AutoCloseable> running = new ArrayDeque<>();
    try {
      GatewayServer server = new Assembly(settings, rules, clock, running).serve();
      if (settings.dryRun()) {
        LOG.warn("dryRun: nothing is refused");
      }
      LOG.info("gateway ready: gRPC {}", server.port());
      return new GatewayProcess(running, server);
    } catch (IOException | RuntimeException e) {
      close(running);
      throw e;
    }
  }

  /** The port of the gRPC server. */
  public int port() {
    return server.port();
  }

  /** Calls that wait for Temporal now. */
  public int openCalls() {
    return server.openCalls();
  }

  /** Lets calls that are under way end, ships what is spooled if it can, and stops. */
  @Override
  public void close() {
    close(running);
  }

  private static void close(Deque<AutoCloseable> running) {
    IllegalStateException failure = null;
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        failure = failure == null ? new IllegalStateException("a part did not end") : failure;
        failure.addSuppressed(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Runs the gateway until the process is asked to end.
   *
   * @param arguments {@code --config FILE}
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2 || !arguments[0].equals("--config")) {
      System.err.println("usage: gateway --config FILE");
      System.exit(2);
    }
    try {
      GatewaySettings settings =
          new SettingsLoader(System.getenv()).load(Path.of(arguments[1]), GatewaySettings.class);
      GatewayProcess process = start(settings, Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(process::close));
      Thread.currentThread().join();
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }
}
