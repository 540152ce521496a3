package dev.locum.authservice.oauth;

import dev.locum.authservice.oauth.OAuthHttpSettings.Transport;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.store.Moment;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The HTTP side of the auth service: OAuth 2.0 endpoints, login pages and health, on virtual
 * threads. It is ready when {@link #start} returns.
 */
public final class OAuthHttpServer implements AutoCloseable {

  /** Two tokens of 16 KiB, percent-encoded, and their companions. */
  private static final int MAX_BODY = 64 * 1024;

  private static final int MAX_HEADERS = 16 * 1024;
  private static final int MAX_REQUEST_LINE = 4 * 1024;

  /** Bounds threads and buffers held by clients that connect and say nothing. */
  private static final int MAX_CONNECTIONS = 4096;

  /** Bounds how long a client may take for each piece of its request. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration HOUSEKEEPING_INTERVAL = Duration.ofMinutes(10);

  private final WebServer server;
  private final ScheduledExecutorService housekeeping;
  private final InetAddress address;

  private OAuthHttpServer(
      WebServer server, ScheduledExecutorService housekeeping, InetAddress address) {
    this.server = server;
    this.housekeeping = housekeeping;
    this.address = address;
  }

  /**
   * Starts serving.
   *
   * @param spans tells of each request; empty: nothing is traced
   * @throws IllegalArgumentException if the issuer is no URL that can be served
   * @throws IllegalStateException if the address cannot be bound
   */
  public static OAuthHttpServer start(
      OAuthHttpSettings settings, OAuthServices services, Optional<HttpSpans> spans) {
    Routes routes = new Routes(settings, services);
    Dispatcher dispatcher = new Dispatcher(routes, settings.isSecure());
    Function<Request, Answer> answering =
        spans
            .<Function<Request, Answer>>map(each -> each.around(routes, dispatcher::answer))
            .orElse(dispatcher::answer);
    Supplier<String> correlationIds = services.making().correlationIds();
    WebServer server =
        configure(settings)
            .routing(
                HttpRouting.builder()
                    .any(
                        (request, response) -> serve(answering, correlationIds, request, response)))
            .build()
            .start();
    if (!server.isRunning()) {
      throw new IllegalStateException("the HTTP address could not be bound");
    }
    ScheduledExecutorService housekeeping =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("locum-login-housekeeping").factory());
    housekeeping.scheduleWithFixedDelay(
        services.users().housekeeping(),
        HOUSEKEEPING_INTERVAL.toSeconds(),
        HOUSEKEEPING_INTERVAL.toSeconds(),
        TimeUnit.SECONDS);
    return new OAuthHttpServer(server, housekeeping, settings.bind().getAddress());
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(address, server.port());
  }

  /** Ends what is under way and stops listening. */
  @Override
  public void close() {
    housekeeping.shutdownNow();
    server.stop();
  }

  private static WebServerConfig.Builder configure(OAuthHttpSettings settings) {
    WebServerConfig.Builder config =
        WebServer.builder()
            .address(settings.bind().getAddress())
            .port(settings.bind().getPort())
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .maxPayloadSize(MAX_BODY)
            .maxTcpConnections(MAX_CONNECTIONS)
            .idleConnectionTimeout(IDLE_TIMEOUT)
            .connectionOptions(options -> options.readTimeout(READ_TIMEOUT))
            .directHandlers(directHandlers())
            .addProtocol(http1());
    if (settings.transport() instanceof Transport.Tls tls) {
      config.tls(
          Tls.builder()
              .sslContext(tls.context())
              .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
              .build());
    }
    return config;
  }

  /** Helidon would log paths and headers at DEBUG, and somebody's token with them. */
  @SuppressWarnings("removal")
  private static Http1Config http1() {
    return Http1Config.builder()
        .maxHeadersSize(MAX_HEADERS)
        .maxPrologueLength(MAX_REQUEST_LINE)
        .receiveLog(false)
        .sendLog(false)
        .build();
  }

  private static void serve(
      Function<Request, Answer> answering,
      Supplier<String> correlationIds,
      ServerRequest request,
      ServerResponse response) {
    Request asked = read(request, correlationIds.get());
    Answer answer = Moment.of(() -> answering.apply(asked));
    response.status(Status.create(answer.status()));
    answer
        .headers()
        .forEach(header ->
            response
                .headers()
                .add(HeaderValues.create(HeaderNames.create(header.getKey()), header.getValue())));
    response.send(answer.bytes());
  }

  private static Request read(ServerRequest request, String correlationId) {
    Map<String, List<String>> headers = new HashMap<>();
    for (Header header : request.headers()) {
      headers.put(header.name().toLowerCase(Locale.ROOT), List.copyOf(header.allValues()));
    }
    InetSocketAddress peer = (InetSocketAddress) request.remotePeer().address();
    return new Request(
        request.prologue().method().text(),
        request.prologue().uriPath().rawPath(),
        request.prologue().hasQuery()
            ? Optional.of(request.prologue().query().rawValue())
            : Optional.empty(),
        headers,
        body(request),
        new Request.Caller(peer.getAddress(), correlationId));
  }

  private static String body(ServerRequest request) {
    if (!request.content().hasEntity()) {
      return "";
    }
    try (InputStream content = request.content().inputStream()) {
      return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException("a request broke off", e);
    }
  }

  /** What the server answers to what is not even a request: a status and nothing else. */
  private static DirectHandlers directHandlers() {
    DirectHandler silent =
        (request, type, status, headers, message) ->
            DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(ServerResponseHeaders.create())
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .keepAlive(false)
                .build();
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, silent);
    }
    return handlers.build();
  }
}
