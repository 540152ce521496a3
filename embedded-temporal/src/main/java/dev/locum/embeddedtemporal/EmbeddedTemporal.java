package dev.locum.embeddedtemporal;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Temporal engine inside this process: the Java test server, reachable over gRPC on the loopback
 * address only. It serves the workflow, operator and test services and gRPC health. Time skipping
 * is locked, so timers take as long as they say.
 *
 * <p><b>Security guarantees</b>: none towards whoever reaches the port. The engine checks neither
 * caller nor namespace; loopback is the whole protection (ADR 0024).
 *
 * <p>Unlike the test server itself it keeps the headers of signals, see {@link SignalHeaders}, and
 * survives the end of a worker, see {@link UnstickyTasks}. Thread-safe.
 */
public final class EmbeddedTemporal implements AutoCloseable {

  /**
   * Bounds how long {@link #close} waits for calls that are under way; long polls never end by
   * themselves.
   */
  private static final long CLOSE_GRACE_MILLIS = 200;

  /** Bounds how long {@link #close} waits for the listener to end. */
  private static final long CLOSE_LIMIT_SECONDS = 5;

  private final TestServicesStarter services;
  private final Server server;

  private EmbeddedTemporal(TestServicesStarter services, Server server) {
    this.services = services;
    this.server = server;
  }

  /** Starts an engine on a free port. */
  public static EmbeddedTemporal start() throws IOException {
    return start(0);
  }

  /**
   * Starts an engine; it serves when this returns.
   *
   * @param port 0 to 65535; 0 takes a free one
   * @throws IOException if the port cannot be bound
   */
  public static EmbeddedTemporal start(int port) throws IOException {
    TestServicesStarter services = new TestServicesStarter(true, 0);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    GRPCServerHelper.registerServicesAndHealthChecks(
        services.getServices(), builder, List.of(new SignalHeaders(), new UnstickyTasks()));
    try {
      return new EmbeddedTemporal(services, builder.build().start());
    } catch (IOException e) {
      services.close();
      throw e;
    }
  }

  /** Where it listens: the loopback address and the port that was bound. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
  }

  /** The gRPC target, such as {@code 127.0.0.1:7233}. */
  public String target() {
    InetSocketAddress address = address();
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Ends it and all that it knows; long polls are cut. Repeating it does nothing. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(CLOSE_GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      services.close();
    }
  }
}
