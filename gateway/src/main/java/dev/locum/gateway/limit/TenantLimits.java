package dev.locum.gateway.limit;

import com.google.protobuf.Message;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.token.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts what each tenant uses. A workload of the platform counts for itself. Thread-safe; without
 * locks that are held for long. Memory grows with the number of workloads that ever called, which
 * the auth service bounds.
 */
public final class TenantLimits {

  /** Begins no tenant's name. */
  private static final String PLATFORM = "/";

  /** How long Temporal's matching keeps a queue that nobody polls any more. */
  private static final Duration QUEUE_KEPT = Duration.ofMinutes(5);

  /** How long Temporal knows a worker by its last heartbeat. */
  private static final Duration WORKER_KEPT = Duration.ofHours(24);

  /** A hundredth of what Temporal has room for, of all tenants together. */
  static final int WORKERS = 10_000;

  private final TenantBounds bounds;
  private final LongSupplier nanos;
  private final ConcurrentMap<String, Usage> usages = new ConcurrentHashMap<>();

  /** What each workload holds of its tenant's; their names are unique on the platform. */
  private final ConcurrentMap<String, AtomicLong> heldBy = new ConcurrentHashMap<>();

  private record Usage(
      TenantBounds bounds,
      AtomicInteger open,
      AtomicLong held,
      Allowance calls,
      Allowance visibility,
      Allowance bytes,
      NameLimit stickyQueues,
      NameLimit workers) {}

  /**
   * Limits.
   *
   * @param nanos a clock that only goes forward, in nanoseconds
   */
  public TenantLimits(TenantBounds bounds, LongSupplier nanos) {
    this.bounds = bounds;
    this.nanos = nanos;
  }

  /**
   * Whether a poll may begin: a task that finds no room would have to be given back, which costs it
   * an attempt. So polls end before the room does.
   */
  public boolean hasRoom(GatewayCaller caller) {
    long reserve = bounds.bytesPerSecond() / 4;
    return held(caller).get() < bounds.bytesPerSecond() / 2 - reserve
        && usage(caller).held().get() < bounds.bytesPerSecond() - reserve;
  }

  /** Begins a call of a method, by its full name; if true, {@link #end} follows once. */
  public boolean begin(GatewayCaller caller, String method) {
    Usage usage = usage(caller);
    if (usage.open().incrementAndGet() > usage.bounds().openCalls() || !take(usage, method)) {
      usage.open().decrementAndGet();
      return false;
    }
    return true;
  }

  private boolean take(Usage usage, String method) {
    long now = nanos.getAsLong();
    return usage.calls().take(1, now)
        && (!VisibilityCalls.has(method) || usage.visibility().take(1, now));
  }

  /**
   * Whether the request may go on with the names that its sender made up, and that Temporal keeps:
   * of sticky queues twice as many as calls may be open, since a worker that starts anew leaves its
   * name behind; of workers that heartbeats tell of, {@value #WORKERS}.
   */
  public boolean mayName(GatewayCaller caller, Message request) {
    if (caller.tenant().isEmpty()) {
      return true;
    }
    Usage usage = usage(caller);
    return use(usage.stickyQueues(), KeptNames.stickyQueues(request))
        && use(usage.workers(), KeptNames.workers(request));
  }

  private boolean use(NameLimit limit, List<String> names) {
    long now = names.isEmpty() ? 0 : nanos.getAsLong();
    return names.stream().allMatch(name -> limit.use(name, now));
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
   * one may have any size. One workload holds at most half of what its tenant may, so that one that
   * takes nothing leaves room to the others.
   */
  public boolean hold(GatewayCaller caller, int bytes) {
    if (!held(held(caller), bytes, bounds.bytesPerSecond() / 2)) {
      return false;
    }
    if (!held(usage(caller).held(), bytes, bounds.bytesPerSecond())) {
      held(caller).addAndGet(-bytes);
      return false;
    }
    return true;
  }

  private static boolean held(AtomicLong held, int bytes, long bound) {
    long all = held.addAndGet(bytes);
    if (all > bound && all > bytes) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Holds so many bytes no more. */
  public void release(GatewayCaller caller, int bytes) {
    usage(caller).held().addAndGet(-bytes);
    held(caller).addAndGet(-bytes);
  }

  private AtomicLong held(GatewayCaller caller) {
    String workload = caller.workload().value();
    AtomicLong held = heldBy.get(workload);
    return held != null ? held : heldBy.computeIfAbsent(workload, key -> new AtomicLong());
  }

  private Usage usage(GatewayCaller caller) {
    String key = caller.tenant().map(TenantId::value).orElseGet(() -> PLATFORM + caller.workload());
    Usage usage = usages.get(key);
    return usage != null ? usage : usages.computeIfAbsent(key, this::fresh);
  }

  private Usage fresh(String key) {
    long now = nanos.getAsLong();
    TenantBounds own = key.startsWith(PLATFORM) ? bounds.ofPlatform() : bounds;
    return new Usage(
        own,
        new AtomicInteger(),
        new AtomicLong(),
        new Allowance(own.callsPerSecond(), now),
        new Allowance(own.visibilityCallsPerSecond(), now),
        new Allowance(bounds.bytesPerSecond(), now),
        new NameLimit((int) Math.min(Integer.MAX_VALUE, 2L * own.openCalls()), QUEUE_KEPT),
        new NameLimit(WORKERS, WORKER_KEPT));
  }
}
