package dev.locum.gateway.limit;

import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.token.TenantId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts what each tenant uses. A workload of the platform counts for itself. Thread-safe; without
 * locks that are held for long. Memory grows with the number of tenants that ever called, which the
 * auth service bounds.
 */
public final class TenantLimits {

  private final TenantBounds bounds;
  private final LongSupplier nanos;
  private final ConcurrentMap<String, Usage> usages = new ConcurrentHashMap<>();

  private record Usage(AtomicInteger open, AtomicLong held, Allowance calls, Allowance bytes) {}

  /**
   * Limits.
   *
   * @param nanos a clock that only goes forward, in nanoseconds
   */
  public TenantLimits(TenantBounds bounds, LongSupplier nanos) {
    this.bounds = bounds;
    this.nanos = nanos;
  }

  /** Begins a call; if true, {@link #end} follows once. */
  public boolean begin(GatewayCaller caller) {
    Usage usage = usage(caller);
    if (usage.open().incrementAndGet() > bounds.openCalls()
        || !usage.calls().take(1, nanos.getAsLong())) {
      usage.open().decrementAndGet();
      return false;
    }
    return true;
  }

  /** Ends a call. */
  public void end(GatewayCaller caller) {
    usage(caller).open().decrementAndGet();
  }

  /** Whether a message of so many bytes may go on now. */
  public boolean carry(GatewayCaller caller, int bytes) {
    return usage(caller).bytes().take(bytes, nanos.getAsLong());
  }

  /**
   * Holds an answer until its caller has taken it; if true, {@link #release} follows once. A single
   * one may have any size.
   */
  public boolean hold(GatewayCaller caller, int bytes) {
    AtomicLong held = usage(caller).held();
    long all = held.addAndGet(bytes);
    if (all > bounds.bytesPerSecond() && all > bytes) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Holds so many bytes no more. */
  public void release(GatewayCaller caller, int bytes) {
    usage(caller).held().addAndGet(-bytes);
  }

  private Usage usage(GatewayCaller caller) {
    String key = caller.tenant().map(TenantId::value).orElse("/" + caller.workload());
    Usage usage = usages.get(key);
    return usage != null ? usage : usages.computeIfAbsent(key, this::fresh);
  }

  private Usage fresh(String tenant) {
    long now = nanos.getAsLong();
    return new Usage(
        new AtomicInteger(),
        new AtomicLong(),
        new Allowance(bounds.callsPerSecond(), now),
        new Allowance(bounds.bytesPerSecond(), now));
  }
}
