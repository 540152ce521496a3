package dev.locum.helidon;

import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.http.Admission;
import dev.locum.grpcauthz.http.HttpAuthorization;
import dev.locum.grpcauthz.http.HttpRefusal;
import dev.locum.token.Incubating;
import dev.locum.token.denial.DenialException;
import io.grpc.Context;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/**
 * HTTP routing that lets requests in by a table of routes, before any filter, feature or handler of
 * the service:
 *
 * <pre>{@code
 * WebServer.builder()
 *     .routing(ContractRouting.builder(authorization).get("/v1/trips/{id}", this::trip))
 * }</pre>
 *
 * <p><b>Security guarantees</b>: those of {@link HttpAuthorization}; nothing of the service sees a
 * credential header, on any route. Handlers read {@link CallerContext#current} on the thread of the
 * request, or {@link #callerOf} on any. A request that a handler reroutes was let in by the route
 * that it came for. <b>Not guaranteed</b>: anything about other protocols of the same listener,
 * whose routing is their own (WebSocket, gRPC); nor about {@code requestedUri()} where the listener
 * was told to find it in headers.
 *
 * <p>Thread-safe.
 */
@Incubating
public final class ContractRouting implements HttpRouting {

  private final HttpAuthorization authorization;
  private final HttpRouting service;

  ContractRouting(HttpAuthorization authorization, HttpRouting service) {
    this.authorization = authorization;
    this.service = service;
  }

  /** An empty routing behind this authorization; add routes, filters and features as ever. */
  public static HttpRouting.Builder builder(HttpAuthorization authorization) {
    return new ContractRoutingBuilder(
        authorization, HttpRouting.builder().error(DenialException.class, ContractRouting::tell));
  }

  /** The caller of a request; nobody if it was not let in here. */
  public static CallerContext callerOf(ServerRequest request) {
    return request instanceof StrippedRequest admitted
        ? admitted.admission().caller()
        : CallerContext.nobody();
  }

  @Override
  public void route(ConnectionContext connection, RoutingRequest request, RoutingResponse answer) {
    HelidonCall call = new HelidonCall(request);
    String correlationId = HttpAuthorization.correlationOf(call);
    Admission admission;
    try {
      admission = authorization.admit(call, correlationId);
    } catch (DenialException e) {
      refuse(authorization.refusal(e, correlationId), answer);
      return;
    }
    admission
        .nextNonce()
        .ifPresent(nonce -> answer.header(HeaderNames.create(HttpRefusal.DPOP_NONCE), nonce));
    // From the root: a caller of the thread's former request must never be seen (H15).
    admission
        .caller()
        .in(Context.ROOT)
        .run(() -> service.route(connection, new StrippedRequest(request, admission), answer));
  }

  @Override
  public HttpSecurity security() {
    return service.security();
  }

  @Override
  public void beforeStart() {
    service.beforeStart();
  }

  @Override
  public void afterStart(WebServer server) {
    service.afterStart(server);
  }

  @Override
  public void afterStop() {
    service.afterStop();
  }

  /** A handler's own refusal is told like ours. */
  private static void tell(ServerRequest request, ServerResponse answer, DenialException denial) {
    String correlationId =
        request instanceof StrippedRequest admitted
            ? admitted.admission().correlationId()
            : HttpAuthorization.correlationOf(new HelidonCall(request));
    refuse(HttpRefusal.of(denial.rejection(), correlationId), answer);
  }

  private static void refuse(HttpRefusal refusal, ServerResponse answer) {
    if (answer.isSent()) {
      return;
    }
    refusal.headers().forEach((name, value) -> answer.header(HeaderNames.create(name), value));
    answer
        .status(Status.create(refusal.status()))
        .header(HeaderNames.CONTENT_TYPE, HttpRefusal.CONTENT_TYPE)
        .send(refusal.body().getBytes(StandardCharsets.UTF_8));
  }
}
