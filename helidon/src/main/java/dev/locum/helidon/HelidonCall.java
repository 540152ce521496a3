package dev.locum.helidon;

import dev.locum.grpcauthz.caller.Peer;
import dev.locum.grpcauthz.http.HttpCall;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A Helidon request as a call. */
final class HelidonCall implements HttpCall {

  private static final Certificate[] NONE = {};

  private final ServerRequest request;

  HelidonCall(ServerRequest request) {
    this.request = request;
  }

  @Override
  public String method() {
    return request.prologue().method().text();
  }

  @Override
  public String path() {
    return request.prologue().uriPath().rawPath();
  }

  @Override
  public Collection<String> headerNames() {
    return request.headers().stream().map(Header::name).toList();
  }

  @Override
  public List<String> headers(String name) {
    return request.headers().all(HeaderNames.create(name), List::of);
  }

  /** The connection's own, not what a proxy protocol says of it. */
  @Override
  public Peer peer() {
    PeerInfo peer = request.remotePeer();
    List<X509Certificate> chain =
        Arrays.stream(peer.tlsCertificates().orElse(NONE))
            .filter(X509Certificate.class::isInstance)
            .map(X509Certificate.class::cast)
            .toList();
    return new Peer(Optional.ofNullable(peer.address()), chain);
  }
}
