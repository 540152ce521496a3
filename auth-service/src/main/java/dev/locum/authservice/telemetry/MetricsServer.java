package dev.locum.authservice.telemetry;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Serves {@code /metrics} to Prometheus, on an address of its own, in plaintext and to whoever can
 * reach it. Nothing else is there.
 */
public final class MetricsServer implements AutoCloseable {

  private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

  /** One Prometheus or two need no more. */
  private static final int MAX_CONNECTIONS = 32;

  private final WebServer server;
  private final InetAddress address;

  private MetricsServer(WebServer server, InetAddress address) {
    this.server = server;
    this.address = address;
  }

  /**
   * Starts serving.
   *
   * @throws IllegalStateException if the address cannot be bound
   */
  public static MetricsServer start(InetSocketAddress bind, Telemetry telemetry) {
    WebServer server =
        WebServer.builder()
            .address(bind.getAddress())
            .port(bind.getPort())
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .maxTcpConnections(MAX_CONNECTIONS)
            .routing(
                HttpRouting.builder()
                    .get("/metrics", (request, response) -> scrape(telemetry, response))
                    .any(MetricsServer::nothing))
            .build()
            .start();
    if (!server.isRunning()) {
      throw new IllegalStateException("the address of the metrics could not be bound");
    }
    return new MetricsServer(server, bind.getAddress());
  }

  private static void scrape(Telemetry telemetry, ServerResponse response) {
    response.headers().set(HeaderNames.CONTENT_TYPE, FORMAT);
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.send(telemetry.scrape());
  }

  private static void nothing(ServerRequest request, ServerResponse response) {
    response.status(Status.NOT_FOUND_404).send();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(address, server.port());
  }

  @Override
  public void close() {
    server.stop();
  }
}
