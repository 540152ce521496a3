package dev.locum.authservice.telemetry;

import dev.locum.audit.AuditEvent;
import dev.locum.authservice.delegation.Reconciler;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.store.Store;
import dev.locum.telemetry.Tracing;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;

/**
 * What the auth service tells of itself, as {@code docs/telemetry.md} lists it. Labels are names of
 * ours alone: no user, tenant, workload, token or workflow is ever one, so neither a secret nor an
 * unbounded number of series can come of them. Thread-safe.
 */
public final class Telemetry {

  /** Every meter begins so, but those of the JVM. */
  static final String PREFIX = "locum.authority.";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private Telemetry() {}

  /** Meters of one auth service; of its JVM, too. */
  public static Telemetry create() {
    Telemetry telemetry = new Telemetry();
    new JvmMemoryMetrics().bindTo(telemetry.registry);
    new JvmThreadMetrics().bindTo(telemetry.registry);
    new ProcessorMetrics().bindTo(telemetry.registry);
    new FileDescriptorMetrics().bindTo(telemetry.registry);
    new UptimeMetrics().bindTo(telemetry.registry);
    return telemetry;
  }

  /** Counts a decision, by the event that tells of it. */
  public void decided(AuditEvent event) {
    registry
        .counter(
            PREFIX + "decisions",
            "type",
            event.type().name(),
            "outcome",
            event.decision().outcome().name(),
            "reason",
            event.decision().reason())
        .increment();
  }

  /** The store, with its use measured. */
  public Store measured(Store store) {
    return new MeasuredStore(store, registry);
  }

  /** Measures calls; outermost, so that it sees what callers see. */
  public ServerInterceptor calls() {
    return new CallMeter(registry);
  }

  /**
   * Shows since when the present signing key has been there, and counts what the reconciler could
   * not do and the spans that no collector got.
   */
  public void observe(SigningKeys keys, Reconciler reconciler, Tracing tracing) {
    observe(keys);
    observe(reconciler);
    FunctionCounter.builder("locum.traces.dropped", tracing, Tracing::dropped).register(registry);
  }

  private void observe(Reconciler reconciler) {
    FunctionCounter.builder(PREFIX + "reconciler.faults", reconciler, Reconciler::faults)
        .register(registry);
  }

  private void observe(SigningKeys keys) {
    TimeGauge.builder(
            PREFIX + "signing.key.created",
            keys,
            TimeUnit.SECONDS,
            each -> each.currentCreatedAt().getEpochSecond())
        .register(registry);
  }

  /** Everything, in the text format of Prometheus. */
  String scrape() {
    return registry.scrape();
  }
}
