package dev.locum.authservice.oauth;

import dev.locum.authservice.oauth.OAuthHttpSettings.Transport;
import dev.locum.authservice.oauth.message.Answer;
import dev.locum.authservice.oauth.message.Request;
import dev.locum.authservice.oauth.metadata.Paths;
import dev.locum.authservice.possession.ConnectionCertificate;
import dev.locum.authservice.store.Moment;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
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
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
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
import javax.net.ssl.SSLContext;

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

  private final Listener browsers;
  private final Optional<Listener> certificates;
  private final ScheduledExecutorService housekeeping;

  private OAuthHttpServer(
      Listener browsers, Optional<Listener> certificates, ScheduledExecutorService housekeeping) {
    this.browsers = browsers;
    this.certificates = certificates;
    this.housekeeping = housekeeping;
  }

  /** A server at one address. */
  private record Listener(WebServer server, InetAddress host) {

    InetSocketAddress address() {
      return new InetSocketAddress(host, server.port());
    }
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
    Routes forClients = routes.forClients(Paths.of(settings.issuer()));
    Supplier<String> correlationIds = services.making().correlationIds();
    Listener browsers =
        listen(
            settings.bind(),
            tls(settings.transport()),
            answering(routes, settings.isSecure(), spans),
            correlationIds);
    Optional<Listener> certificates;
    try {
      certificates =
          settings
              .forCertificates()
              .map(at ->
                  listen(
                      at.bind(),
                      Optional.of(tls(at.context(), TlsClientAuth.OPTIONAL)),
                      answering(forClients, true, spans),
                      correlationIds));
    } catch (RuntimeException e) {
      browsers.server().stop();
      throw e;
    }
    ScheduledExecutorService housekeeping =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("locum-login-housekeeping").factory());
    housekeeping.scheduleWithFixedDelay(
        services.users().housekeeping(),
        HOUSEKEEPING_INTERVAL.toSeconds(),
        HOUSEKEEPING_INTERVAL.toSeconds(),
        TimeUnit.SECONDS);
    return new OAuthHttpServer(browsers, certificates, housekeeping);
  }

  private static Function<Request, Answer> answering(
      Routes routes, boolean isSecure, Optional<HttpSpans> spans) {
    Dispatcher dispatcher = new Dispatcher(routes, isSecure);
    return spans
        .<Function<Request, Answer>>map(each -> each.around(routes, dispatcher::answer))
        .orElse(dispatcher::answer);
  }

  private static Listener listen(
      InetSocketAddress bind,
      Optional<Tls> tls,
      Function<Request, Answer> answering,
      Supplier<String> correlationIds) {
    WebServerConfig.Builder config = configure(bind);
    tls.ifPresent(config::tls);
    WebServer server =
        config
            .routing(
                HttpRouting.builder()
                    .any(
                        (request, response) -> serve(answering, correlationIds, request, response)))
            .build()
            .start();
    if (!server.isRunning()) {
      throw new IllegalStateException("the HTTP address could not be bound");
    }
    return new Listener(server, bind.getAddress());
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return browsers.address();
  }

  /** Where connections are asked for a client certificate; empty: nowhere. */
  public Optional<InetSocketAddress> addressForCertificates() {
    return certificates.map(Listener::address);
  }

  /** Ends what is under way and stops listening. */
  @Override
  public void close() {
    housekeeping.shutdownNow();
    certificates.ifPresent(listener -> listener.server().stop());
    browsers.server().stop();
  }

  private static WebServerConfig.Builder configure(InetSocketAddress bind) {
    return WebServer.builder()
        .address(bind.getAddress())
        .port(bind.getPort())
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .maxPayloadSize(MAX_BODY)
        .maxTcpConnections(MAX_CONNECTIONS)
        .idleConnectionTimeout(IDLE_TIMEOUT)
        .connectionOptions(options -> options.readTimeout(READ_TIMEOUT))
        .directHandlers(directHandlers())
        .addProtocol(http1());
  }

  private static Optional<Tls> tls(Transport transport) {
    return transport instanceof Transport.Tls tls
        ? Optional.of(tls(tls.context(), TlsClientAuth.NONE))
        : Optional.empty();
  }

  private static Tls tls(SSLContext context, TlsClientAuth certificates) {
    return Tls.builder()
        .sslContext(context)
        .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
        .clientAuth(certificates)
        .build();
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
        new Request.Caller(peer.getAddress(), correlationId, certificate(request.remotePeer())));
  }

  private static Optional<ConnectionCertificate> certificate(PeerInfo peer) {
    return peer.tlsCertificates()
        .filter(chain -> chain.length > 0)
        .map(chain ->
            new ConnectionCertificate(
                Arrays.stream(chain).map(X509Certificate.class::cast).toList()));
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
