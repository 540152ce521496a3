package dev.locum.grpcauthz.servlet;

import dev.locum.grpcauthz.caller.Peer;
import dev.locum.grpcauthz.http.HttpCall;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A servlet request as a call. */
final class ServletCall implements HttpCall {

  /** Where a container puts the chain that TLS verified (Jakarta Servlet §3.10). */
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  /** An address and no name: nothing here asks a name server. */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9.]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");

  private final HttpServletRequest request;

  ServletCall(HttpServletRequest request) {
    this.request = request;
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    String path = request.getRequestURI();
    String context = request.getContextPath();
    return path.startsWith(context) ? path.substring(context.length()) : path;
  }

  @Override
  public String requestedPath() {
    return request.getRequestURI();
  }

  @Override
  public Collection<String> headerNames() {
    return Collections.list(request.getHeaderNames());
  }

  @Override
  public List<String> headers(String name) {
    return Collections.list(request.getHeaders(name));
  }

  @Override
  public Peer peer() {
    List<X509Certificate> chain =
        request.getAttribute(CERTIFICATES) instanceof X509Certificate[] certificates
            ? Arrays.asList(certificates)
            : List.of();
    return new Peer(address(), chain);
  }

  private Optional<SocketAddress> address() {
    String address = request.getRemoteAddr();
    if (address == null || !ADDRESS.matcher(address).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new InetSocketAddress(
              InetAddress.getAllByName(address)[0], Math.max(0, request.getRemotePort())));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
