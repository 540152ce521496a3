package dev.locum.gateway.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves {@code GET /metrics} for Prometheus, without protection. */
public final class MetricsServer implements AutoCloseable {

  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String PATH = "/metrics";

  private final HttpServer server;
  private final ExecutorService threads;

  private MetricsServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts serving.
   *
   * @throws IOException if the address cannot be bound
   */
  public static MetricsServer start(InetSocketAddress bind, Telemetry telemetry)
      throws IOException {
    HttpServer server = HttpServer.create(bind, 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, telemetry));
    server.start();
    return new MetricsServer(server, threads);
  }

  private static void answer(HttpExchange exchange, Telemetry telemetry) throws IOException {
    try (exchange) {
      boolean isAsked =
          exchange.getRequestMethod().equals("GET")
              && exchange.getRequestURI().getPath().equals(PATH);
      if (!isAsked) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] text = telemetry.scrape().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", TYPE);
      exchange.sendResponseHeaders(200, text.length);
      exchange.getResponseBody().write(text);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
