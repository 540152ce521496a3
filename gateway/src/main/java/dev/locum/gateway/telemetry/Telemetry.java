package dev.locum.gateway.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Counts calls by tenant, method and how they ended, and measures how long they took by method.
 * Thread-safe.
 *
 * <p>The number of series is bounded: methods and outcomes are names of this build, and of tenants
 * the first thousand have a name of their own, the others share {@code other}.
 */
public final class Telemetry {

  private static final String PREFIX = "locum.gateway.";

  /** Bounds the series of a platform with very many tenants. */
  private static final int MAX_TENANTS = 1000;

  private static final String OTHER = "other";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentMap<Ended, Counter> ended = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Timer> took = new ConcurrentHashMap<>();
  private final Set<String> tenants = ConcurrentHashMap.newKeySet();

  private final Counter dropped =
      Counter.builder(PREFIX + "access.log.dropped")
          .description("Lines of the access log that were dropped, since its output is too slow.")
          .register(registry);

  private final Counter unproxied =
      Counter.builder(PREFIX + "unproxied.connections")
          .description("Balancers' connections that were closed: they said no client's address.")
          .register(registry);

  /** A counter does not hold what it asks; here it is held. */
  private volatile LongSupplier tracesDropped = () -> 0;

  private record Ended(String tenant, String method, String outcome) {}

  private Telemetry() {}

  /** Meters of one gateway; of its JVM, too. */
  public static Telemetry create() {
    Telemetry telemetry = new Telemetry();
    new JvmMemoryMetrics().bindTo(telemetry.registry);
    new JvmThreadMetrics().bindTo(telemetry.registry);
    new ProcessorMetrics().bindTo(telemetry.registry);
    return telemetry;
  }

  /**
   * Counts a call that has ended.
   *
   * @param tenant whose workload made it; empty: the platform's, or nobody proven
   * @param method full name; one that this build knows
   * @param outcome {@code ANSWERED}, {@code CANCELLED}, a public denial reason, or Temporal's
   *     status
   * @param nanos how long it took
   */
  public void ended(String tenant, String method, String outcome, long nanos) {
    Ended key = new Ended(named(tenant), method, outcome);
    Counter counter = ended.get(key);
    if (counter == null) {
      counter = ended.computeIfAbsent(key, this::counter);
    }
    counter.increment();
    Timer timer = took.get(method);
    if (timer == null) {
      timer = took.computeIfAbsent(method, this::timer);
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  private String named(String tenant) {
    if (tenants.contains(tenant) || tenants.size() < MAX_TENANTS) {
      tenants.add(tenant);
      return tenant;
    }
    return OTHER;
  }

  private Counter counter(Ended key) {
    return Counter.builder(PREFIX + "calls")
        .description("Calls that have ended.")
        .tags("tenant", key.tenant(), "method", key.method(), "outcome", key.outcome())
        .register(registry);
  }

  private Timer timer(String method) {
    return Timer.builder(PREFIX + "call")
        .description("How long calls took, long polls included.")
        .tag("method", method)
        .register(registry);
  }

  /** Counts a line of the access log that was dropped. */
  public void lineDropped() {
    dropped.increment();
  }

  /** Counts a connection of a balancer that was closed, since it did not say whose it is. */
  public void connectionUnproxied() {
    unproxied.increment();
  }

  /** Shows how many calls wait for Temporal. */
  public void observeOpenCalls(IntSupplier count) {
    // Else nobody holds what is asked, and once it was collected the gauge says nothing.
    Gauge.builder(PREFIX + "open.calls", count, IntSupplier::getAsInt)
        .strongReference(true)
        .register(registry);
  }

  /** Counts the spans that no collector got. */
  public void observeTraces(LongSupplier dropped) {
    tracesDropped = dropped;
    FunctionCounter.builder(
            "locum.traces.dropped", this, telemetry -> telemetry.tracesDropped.getAsLong())
        .register(registry);
  }

  /** Everything, in the text format of Prometheus. */
  public String scrape() {
    return registry.scrape();
  }
}
