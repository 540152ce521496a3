package dev.locum.telemetry;

import dev.locum.settings.TracesSettings;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The traces of one process: off unless a collector is configured. A process that has several parts
 * has one for each, by their names; nothing is global. Thread-safe.
 */
public final class Tracing implements AutoCloseable {

  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");

  /** Bounds how long an answer of the collector is waited for. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

  /**
   * The exporter tells its own log of each failure; ours tells of each outage. Kept, or it is lost.
   */
  private static final Logger EXPORTER = Logger.getLogger("io.opentelemetry.exporter");

  private final Optional<Running> running;

  private record Running(OpenTelemetrySdk sdk, SpanExport export) {}

  private Tracing(Optional<Running> running) {
    this.running = running;
  }

  /**
   * Opens what the settings say; with none, nothing.
   *
   * @param service the process, as traces name it
   * @throws IOException if the authority's file cannot be read
   */
  public static Tracing open(Optional<TracesSettings> settings, String service) throws IOException {
    return new Tracing(
        settings.isPresent() ? Optional.of(start(settings.get(), service)) : Optional.empty());
  }

  private static Running start(TracesSettings settings, String service) throws IOException {
    EXPORTER.setLevel(Level.OFF);
    SpanExport export = SpanExport.start(exporter(settings));
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(Attributes.of(SERVICE, service)))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.recorded() / 100.0)))
            .addSpanProcessor(export)
            .build();
    return new Running(OpenTelemetrySdk.builder().setTracerProvider(provider).build(), export);
  }

  private static OtlpHttpSpanExporter exporter(TracesSettings settings) throws IOException {
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint() + "/v1/traces")
            .setConnectTimeout(CONNECT_WITHIN)
            .setTimeout(ANSWER_WITHIN)
            .setRetryPolicy(null);
    Optional<Path> authorities = settings.ca().file();
    if (authorities.isPresent()) {
      exporter.setTrustedCertificates(Files.readAllBytes(authorities.get()));
    }
    settings.headers().forEach((name, value) -> exporter.addHeader(name, value.reveal().strip()));
    return exporter.build();
  }

  /** What takes spans; empty: nothing is traced. */
  public Optional<OpenTelemetry> openTelemetry() {
    return running.map(Running::sdk);
  }

  /** How many spans no collector got. */
  public long dropped() {
    return running.map(each -> each.export().dropped()).orElse(0L);
  }

  /** Sends what waits, for a few seconds at most, and ends. */
  @Override
  public void close() {
    running.ifPresent(each -> each.sdk().close());
  }
}
