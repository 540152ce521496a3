package dev.locum.gateway.wire;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections of balancers that were closed since they did not begin with a valid header. The
 * operator is told at most once a minute, since whoever connects decides how many there are.
 * Thread-safe.
 */
final class UnproxiedConnections {

  private static final Logger LOG = LoggerFactory.getLogger(UnproxiedConnections.class);
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanos;
  private final Runnable counted;
  private final AtomicLong unsaid = new AtomicLong();
  private final AtomicLong nextAt;

  /**
   * None yet.
   *
   * @param nanos a clock that only goes forward, in nanoseconds
   * @param counted told of each
   */
  UnproxiedConnections(LongSupplier nanos, Runnable counted) {
    this.nanos = nanos;
    this.counted = counted;
    this.nextAt = new AtomicLong(nanos.getAsLong());
  }

  /** One was closed. */
  void closed(@Nullable InetAddress from) {
    counted.run();
    unsaid.incrementAndGet();
    long now = nanos.getAsLong();
    long due = nextAt.get();
    if (now - due >= 0 && nextAt.compareAndSet(due, now + PAUSE_NANOS)) {
      LOG.warn(
          "connections closed: {}, the last from {}: no valid PROXY protocol header, version 2"
              + " (expected from the networks in gateway.listen.proxyProtocol)",
          unsaid.getAndSet(0),
          from == null ? "nowhere" : from.getHostAddress());
    }
  }
}
