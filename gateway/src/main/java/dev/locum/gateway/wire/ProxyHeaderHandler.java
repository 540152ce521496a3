package dev.locum.gateway.wire;

import dev.locum.settings.value.Network;
import io.grpc.ChannelLogger;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the header of one connection, if it comes from a balancer, and then makes way. */
final class ProxyHeaderHandler extends InternalProtocolNegotiators.ProtocolNegotiationHandler {

  /** Bytes of what a balancer says besides, which nobody reads; bounds memory. */
  private static final int MAX_TLV_BYTES = 1024;

  private final List<Network> balancers;
  private final UnproxiedConnections unproxied;
  private boolean ofBalancer;

  ProxyHeaderHandler(
      ChannelHandler next,
      ChannelLogger logger,
      List<Network> balancers,
      UnproxiedConnections unproxied) {
    super(next, logger);
    this.balancers = balancers;
    this.unproxied = unproxied;
  }

  @Override
  protected void handlerAdded0(ChannelHandlerContext context) throws Exception {
    ofBalancer = isBalancer(context);
    if (ofBalancer) {
      context.pipeline().addBefore(context.name(), null, new HAProxyMessageDecoder(MAX_TLV_BYTES));
    }
    super.handlerAdded0(context);
  }

  @Override
  protected void protocolNegotiationEventTriggered(ChannelHandlerContext context) {
    if (!ofBalancer) {
      fireProtocolNegotiationEvent(context);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      // Bytes come only after the header, and then not here.
      if (!(message instanceof HAProxyMessage header) || !read(context, header)) {
        refuse(context);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** Whether it says where the client is, or that there is none. */
  private boolean read(ChannelHandlerContext context, HAProxyMessage header) {
    if (header.protocolVersion() != HAProxyProtocolVersion.V2) {
      return false;
    }
    if (header.command() == HAProxyCommand.PROXY) {
      InetAddress client = client(header);
      if (client == null) {
        return false;
      }
      replaceProtocolNegotiationEvent(
          InternalProtocolNegotiationEvent.withAttributes(
              getProtocolNegotiationEvent(),
              InternalProtocolNegotiationEvent.getAttributes(getProtocolNegotiationEvent())
                  .toBuilder()
                  .set(ProxyProtocol.CLIENT, client)
                  .build()));
    }
    fireProtocolNegotiationEvent(context);
    return true;
  }

  private static @Nullable InetAddress client(HAProxyMessage header) {
    HAProxyProxiedProtocol protocol = header.proxiedProtocol();
    boolean isTcp =
        protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6;
    String source = header.sourceAddress();
    return isTcp && source != null ? NetUtil.createInetAddressFromIpAddressString(source) : null;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    refuse(context);
  }

  private void refuse(ChannelHandlerContext context) {
    unproxied.closed(balancer(context));
    context.close();
  }

  private boolean isBalancer(ChannelHandlerContext context) {
    InetAddress from = balancer(context);
    return from == null || balancers.stream().anyMatch(network -> network.contains(from));
  }

  /** Who has connected; null: nobody knows. */
  private static @Nullable InetAddress balancer(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : null;
  }
}
