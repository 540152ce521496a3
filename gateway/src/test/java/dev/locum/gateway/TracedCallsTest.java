package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.gateway.fixture.RecordingFrontend;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.TracesSettings;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.telemetry.SpanCollector;
import dev.locum.telemetry.SpanCollector.Received;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is traced tells of calls beside their way, and changes nothing on it. */
@Timeout(120)
class TracedCallsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final Metadata.Key<String> TRACEPARENT =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir Path directory;
  private SpanCollector collector;
  private RecordingFrontend frontend;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    collector = SpanCollector.start(0);
    frontend = RecordingFrontend.start();
    world = GatewayWorld.before(frontend, directory, new OpenRules(), this::traced);
  }

  private GatewaySettings traced(GatewaySettings settings) {
    return new GatewaySettings(
        settings.listen(),
        settings.issuer(),
        settings.authService(),
        settings.workload(),
        settings.temporal(),
        settings.failover(),
        settings.sealKeys(),
        settings.dryRun(),
        settings.accessLog(),
        settings.audit(),
        settings.limits(),
        Optional.of(
            new TracesSettings(
                URI.create(collector.endpoint()),
                CertificateAuthority.system(),
                100,
                java.util.Map.of())));
  }

  @AfterEach
  void end() {
    world.close();
    frontend.close();
    collector.close();
  }

  @Test
  void callInATrace_isToldWithItsDecision_andTemporalGetsTheCallersOwnHeader() throws Exception {
    Metadata headers = new Metadata();
    headers.put(TRACEPARENT, PARENT);

    describe(headers);

    assertThat(frontend.headers(WorkflowServiceGrpc.getDescribeNamespaceMethod()).get(TRACEPARENT))
        .isEqualTo(PARENT);
    Await.until("the call is told", PATIENCE, () -> !own().isEmpty());
    assertThat(own())
        .singleElement()
        .satisfies(span -> assertThat(span.name()).endsWith("WorkflowService/DescribeNamespace"))
        .satisfies(span -> assertThat(span.parent()).isEqualTo("b7ad6b7169203331"))
        .satisfies(span -> assertThat(span.attributes()).containsEntry("locum.decision", "ALLOWED"))
        .satisfies(span -> assertThat(span.attributes()).containsKey("locum.correlation_id"));
    assertThat(world.metrics()).contains("locum_traces_dropped_total 0.0");
  }

  @Test
  void callInNoTrace_hasNoSpanAndNoHeader() {
    describe(new Metadata());
    Metadata headers = new Metadata();
    headers.put(TRACEPARENT, PARENT);
    describe(headers);

    Await.until("the second is told", PATIENCE, () -> !own().isEmpty());
    assertThat(own()).hasSize(1);
  }

  private List<Received> own() {
    return collector.spans().stream()
        .filter(span -> span.name().contains("WorkflowService/"))
        .toList();
  }

  private void describe(Metadata headers) {
    WorkflowServiceGrpc.newBlockingStub(world.withApiKey("alice-worker"))
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace("default").build());
  }
}
