package dev.locum.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the gateway, which do all of the work that does not block: they serve connections
 * and call Temporal, so that a call mostly stays on one thread. Linux's own event interface where
 * its native library loads, the JDK's elsewhere.
 */
public final class EventLoops implements AutoCloseable {

  private final EventLoopGroup group;
  private final boolean isNative;

  private EventLoops(EventLoopGroup group, boolean isNative) {
    this.group = group;
    this.isNative = isNative;
  }

  /** Starts as many threads; they are daemons. */
  public static EventLoops start(int threads) {
    boolean isNative = Epoll.isAvailable();
    IoHandlerFactory handlers = isNative ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new EventLoops(
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("gateway", true), handlers),
        isNative);
  }

  /** All of them. */
  public EventLoopGroup group() {
    return group;
  }

  /** Each of them. */
  public List<EventLoop> each() {
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor executor : group) {
      loops.add((EventLoop) executor);
    }
    return loops;
  }

  /** The kind of listening socket that goes with them. */
  public Class<? extends ServerChannel> listening() {
    return isNative ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** The kind of connecting socket that goes with them. */
  public Class<? extends Channel> connecting() {
    return isNative ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
