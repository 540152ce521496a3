package dev.locum.gateway.wire;

import dev.locum.settings.value.Network;
import io.grpc.Attributes;
import io.grpc.ServerCredentials;
import io.grpc.internal.ObjectPool;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiator;
import io.netty.channel.ChannelHandler;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Load balancers that say where a client is, by the PROXY protocol (version 2, HAProxy's
 * specification of 2020/03/05) before anything else of a connection, TLS included.
 *
 * <p><b>Security guarantees</b>: a header is read from the networks that are configured and from
 * nowhere else: anywhere else it is no beginning of TLS or HTTP/2, and ends the connection. From
 * those networks a connection without a valid one is closed before anything else of it is read. A
 * balancer's own connections ({@code LOCAL}, by which it looks whether we are there) are where they
 * come from.
 */
final class ProxyProtocol {

  /** Where the client of a connection is, if a balancer said so. */
  static final Attributes.Key<InetAddress> CLIENT = Attributes.Key.create("locum-proxied-client");

  private ProxyProtocol() {}

  /**
   * The same protection behind balancers.
   *
   * @param balancers their networks; empty: there are none
   * @param unproxied told of each connection that was closed for want of a header
   */
  static ServerCredentials behind(
      List<Network> balancers, ServerCredentials own, UnproxiedConnections unproxied) {
    if (balancers.isEmpty()) {
      return own;
    }
    InternalProtocolNegotiator.ServerFactory inner =
        InternalNettyServerCredentials.toNegotiator(own);
    return InternalNettyServerCredentials.create(new Factory(inner, balancers, unproxied));
  }

  private record Factory(
      InternalProtocolNegotiator.ServerFactory inner,
      List<Network> balancers,
      UnproxiedConnections unproxied)
      implements InternalProtocolNegotiator.ServerFactory {

    @Override
    public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator(
        ObjectPool<? extends Executor> offload) {
      return new Negotiator(inner.newNegotiator(offload), balancers, unproxied);
    }
  }

  private record Negotiator(
      InternalProtocolNegotiator.ProtocolNegotiator inner,
      List<Network> balancers,
      UnproxiedConnections unproxied)
      implements InternalProtocolNegotiator.ProtocolNegotiator {

    @Override
    public AsciiString scheme() {
      return inner.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler http) {
      return new ProxyHeaderHandler(
          inner.newHandler(http), http.getNegotiationLogger(), balancers, unproxied);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
