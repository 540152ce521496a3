package dev.locum.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.settings.TracesSettings;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.settings.value.Secret;
import dev.locum.telemetry.SpanCollector.Received;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.log.CapturedLog;
import dev.locum.testkit.log.LogCapture;
import dev.locum.testkit.net.FreePort;
import dev.locum.testkit.tls.CertificateMaker;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What reaches a collector, and what a collector that is away may cost. */
@Timeout(60)
final class TracingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Far below what one wait for the collector would take. */
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  @Test
  void open_withoutSettings_isNothing() throws IOException {
    try (Tracing tracing = Tracing.open(Optional.empty(), "locum-trigger")) {
      assertThat(tracing.openTelemetry()).isEmpty();
      assertThat(tracing.dropped()).isZero();
    }
  }

  @Test
  void span_onceEnded_reachesTheCollectorUnderTheServicesName() throws Exception {
    try (SpanCollector collector = SpanCollector.start(0);
        Tracing tracing = tracing(collector.endpoint(), 100)) {
      spans(tracing, 3);

      Await.until("they are there", PATIENCE, () -> collector.spans().size() == 3);
      assertThat(collector.spans()).extracting(Received::service).containsOnly("locum-trigger");
      assertThat(tracing.dropped()).isZero();
    }
  }

  @Test
  void close_always_sendsWhatWaits() throws Exception {
    try (SpanCollector collector = SpanCollector.start(0)) {
      Tracing tracing = tracing(collector.endpoint(), 100);
      spans(tracing, 5);

      tracing.close();

      assertThat(collector.spans()).hasSize(5);
    }
  }

  @Test
  void collectorAway_always_costsNobodyTimeAndIsSaidOnce() throws Exception {
    int port = FreePort.find();
    int ended = 3 * SpanExport.QUEUE;
    try (LogCapture log = LogCapture.open();
        Tracing tracing = tracing("http://127.0.0.1:" + port, 100)) {
      Duration took = spans(tracing, ended);

      assertThat(took).isLessThan(AT_ONCE);
      Await.until("all are given up", PATIENCE, () -> tracing.dropped() == ended);
      assertThat(log.logs())
          .filteredOn(line -> !line.level().equals("DEBUG") && !line.level().equals("TRACE"))
          .singleElement()
          .satisfies(line -> assertThat(line.text()).startsWith("traces: the collector takes no"));

      try (SpanCollector collector = SpanCollector.start(port)) {
        spans(tracing, 1);
        Await.until("it is there again", PATIENCE, () -> collector.spans().size() == 1);
        Await.until("it is said", PATIENCE, () -> said(log, "takes spans again"));
      }
    }
  }

  /** One that takes connections and never answers is as bad as none, and not worse. */
  @Test
  void collectorThatHangs_always_costsNobodyTimeAndBoundedMemory() throws Exception {
    int ended = 3 * SpanExport.QUEUE;
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Tracing tracing = tracing("http://127.0.0.1:" + silent.getLocalPort(), 100)) {
      Duration took = spans(tracing, ended);

      assertThat(took).isLessThan(AT_ONCE);
      assertThat(tracing.dropped()).isGreaterThanOrEqualTo(SpanExport.QUEUE);
    }
  }

  @Test
  void recorded_isOfTracesThatBeginHere_andACallersWordCounts() throws Exception {
    SpanContext caller =
        SpanContext.createFromRemoteParent(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.getDefault());
    try (SpanCollector collector = SpanCollector.start(0)) {
      Tracing tracing = tracing(collector.endpoint(), 0);
      spans(tracing, 10);
      api(tracing)
          .getTracer("test")
          .spanBuilder("joined")
          .setParent(Context.root().with(Span.wrap(caller)))
          .startSpan()
          .end();

      tracing.close();

      assertThat(collector.spans())
          .singleElement()
          .satisfies(span -> assertThat(span.parent()).isEqualTo(caller.getSpanId()));
    }
  }

  /** The collector proves its name by the authority of the file, and gets the credential. */
  @Test
  void collectorOverTls_isProvenFirst_andGetsTheCredential(@TempDir Path directory)
      throws Exception {
    CertificateMaker authority = CertificateMaker.forTest();
    Path ca = authority.writeCertificate(directory.resolve("ca.pem"));
    Path another = CertificateMaker.forTest().writeCertificate(directory.resolve("another.pem"));
    try (SpanCollector collector = SpanCollector.startTls(authority.issueLocalServer("collector"));
        Tracing distrusting = overTls(collector, another);
        Tracing trusting = overTls(collector, ca)) {
      spans(distrusting, 1);
      Await.until("it is given up", PATIENCE, () -> distrusting.dropped() == 1);
      assertThat(collector.credentials()).as("before the name is proven").isEmpty();

      spans(trusting, 1);
      Await.until("it is there", PATIENCE, () -> collector.spans().size() == 1);
      assertThat(collector.credentials()).containsExactly("Bearer collector-secret");
      assertThat(trusting.openTelemetry().toString()).doesNotContain("collector-secret");
    }
  }

  private static Tracing overTls(SpanCollector collector, Path ca) throws IOException {
    return Tracing.open(
        Optional.of(
            new TracesSettings(
                URI.create(collector.endpoint()),
                CertificateAuthority.of(ca),
                100,
                Map.of("authorization", Secret.of("Bearer collector-secret\n")))),
        "locum-trigger");
  }

  private static Tracing tracing(String endpoint, int recorded) throws IOException {
    return Tracing.open(
        Optional.of(
            new TracesSettings(
                URI.create(endpoint), CertificateAuthority.system(), recorded, Map.of())),
        "locum-trigger");
  }

  private static OpenTelemetry api(Tracing tracing) {
    return tracing.openTelemetry().orElseThrow();
  }

  private static Duration spans(Tracing tracing, int count) {
    long begun = System.nanoTime();
    for (int i = 0; i < count; i++) {
      api(tracing).getTracer("test").spanBuilder("step").startSpan().end();
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static boolean said(LogCapture log, String text) {
    List<CapturedLog> lines = log.logs();
    return lines.stream().anyMatch(line -> line.text().contains(text));
  }
}
