package dev.locum.helidon;

import dev.locum.grpcauthz.http.Admission;
import io.helidon.common.context.Context;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.uri.UriInfo;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Header;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RoutedPath;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.WritableHeaders;
import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A request without its credentials: what a handler sees, and can pass on. */
final class StrippedRequest implements RoutingRequest {

  private final RoutingRequest request;
  private final Admission admission;
  private final WritableHeaders<?> headers;

  StrippedRequest(RoutingRequest request, Admission admission) {
    this.request = request;
    this.admission = admission;
    this.headers = WritableHeaders.create();
    for (Header header : request.headers()) {
      if (!admission.hides(header.name())) {
        headers.add(header);
      }
    }
  }

  Admission admission() {
    return admission;
  }

  @Override
  public ServerRequestHeaders headers() {
    return ServerRequestHeaders.create(headers);
  }

  @Override
  public void header(Header header) {
    headers.set(header);
  }

  @Override
  public RoutingRequest path(RoutedPath path) {
    request.path(path);
    return this;
  }

  @Override
  public RoutingRequest prologue(HttpPrologue prologue) {
    request.prologue(prologue);
    return this;
  }

  @Override
  public RoutingRequest matchingPattern(String pattern) {
    request.matchingPattern(pattern);
    return this;
  }

  @Override
  public Optional<String> matchingPattern() {
    return request.matchingPattern();
  }

  @Override
  public RoutedPath path() {
    return request.path();
  }

  @Override
  public HttpPrologue prologue() {
    return request.prologue();
  }

  @Override
  public UriQuery query() {
    return request.query();
  }

  @Override
  public ReadableEntity content() {
    return request.content();
  }

  @Override
  public void reset() {
    request.reset();
  }

  @Override
  public boolean isSecure() {
    return request.isSecure();
  }

  @Override
  public String socketId() {
    return request.socketId();
  }

  @Override
  public String serverSocketId() {
    return request.serverSocketId();
  }

  @Override
  public Context context() {
    return request.context();
  }

  @Override
  public ListenerContext listenerContext() {
    return request.listenerContext();
  }

  @Override
  public HttpSecurity security() {
    return request.security();
  }

  @Override
  public boolean continueSent() {
    return request.continueSent();
  }

  @Override
  public void streamFilter(UnaryOperator<InputStream> filter) {
    request.streamFilter(filter);
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return request.proxyProtocolData();
  }

  @Override
  public PeerInfo remotePeer() {
    return request.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return request.localPeer();
  }

  @Override
  public String authority() {
    return request.authority();
  }

  @Override
  public int id() {
    return request.id();
  }

  @Override
  public UriInfo requestedUri() {
    return request.requestedUri();
  }
}
