package dev.locum.grpcauthz.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.grpcauthz.rpc.ErrorBoundary;
import dev.locum.grpcauthz.rpc.UnknownMethods;
import dev.locum.grpcauthz.test.v1.ShopRequest;
import dev.locum.grpcauthz.test.v1.ShopResponse;
import dev.locum.grpcauthz.test.v1.ShopServiceGrpc;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

/** A client and a server of their own, in process. */
@Timeout(30)
final class SpansTest {

  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final OpenTelemetry openTelemetry =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exported))
                  .build())
          .build();
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final List<Metadata> arrived = new CopyOnWriteArrayList<>();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    serve(ServerSpans.beginning(openTelemetry));
  }

  private void serve(ServerSpans spans) throws IOException {
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .addService(new Shop())
            .fallbackHandlerRegistry(new UnknownMethods())
            .intercept(new Arrivals())
            .intercept(new ErrorBoundary())
            .intercept(spans)
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void call_ofATracedCaller_isJoinedFromClientToServerToLog() {
    Span user = openTelemetry.getTracer("test").spanBuilder("user").startSpan();
    Channel traced = ClientInterceptors.intercept(channel, ClientSpans.of(openTelemetry));

    CurrentSpan.run(Context.root().with(user), () -> browse(traced));
    user.end();

    SpanData client = only("CLIENT");
    SpanData served = only("SERVER");
    assertThat(client.getParentSpanId()).isEqualTo(user.getSpanContext().getSpanId());
    assertThat(served.getParentSpanId()).isEqualTo(client.getSpanId());
    assertThat(served.getName()).isEqualTo("locum.authz.test.v1.ShopService/Open");
    assertThat(served.getAttributes().get(SpanAttributes.DECISION)).isEqualTo("ALLOWED");
    assertThat(served.getAttributes().get(SpanAttributes.CORRELATION_ID))
        .isEqualTo(arrived.get(0).get(Correlation.HEADER));
    assertThat(logged).containsExactly(user.getSpanContext().getTraceId());
    assertThat(MDC.get(CurrentSpan.TRACE_ID)).isNull();
  }

  @Test
  void call_inNoTrace_hasNeitherClientSpanNorHeader() {
    browse(ClientInterceptors.intercept(channel, ClientSpans.of(openTelemetry)));

    assertThat(exported.getFinishedSpanItems())
        .extracting(span -> span.getKind().name())
        .containsExactly("SERVER");
    assertThat(arrived.get(0).keys()).doesNotContain("traceparent");
  }

  @Test
  void callInNoTrace_behindAFrontDoor_hasNoSpan() throws IOException {
    stop();
    serve(ServerSpans.joining(openTelemetry));

    browse(channel);
    browse(with(header("traceparent", "not a trace")));
    assertThat(exported.getFinishedSpanItems()).isEmpty();

    browse(with(header("traceparent", PARENT)));
    assertThat(only("SERVER").getTraceId()).isEqualTo(PARENT.substring(3, 35));
  }

  /** Baggage could hold anything that anybody in front put there. */
  @Test
  void baggage_always_staysHere() {
    Span user = openTelemetry.getTracer("test").spanBuilder("user").startSpan();
    Context context = Context.root().with(user).with(Baggage.builder().put("user", "ada").build());

    CurrentSpan.run(
        context,
        () -> browse(ClientInterceptors.intercept(channel, ClientSpans.of(openTelemetry))));

    assertThat(arrived.get(0).keys()).contains("traceparent").doesNotContain("baggage");
  }

  @Test
  void refusal_always_isToldByItsPublicCodeAlone() {
    assertThatThrownBy(() -> ShopServiceGrpc.newBlockingStub(channel).buy(request("ada's secret")))
        .isInstanceOf(StatusRuntimeException.class);

    SpanData span = only("SERVER");
    assertThat(span.getAttributes().get(SpanAttributes.DECISION)).isEqualTo("REQUEST_INVALID");
    assertThat(span.getStatus().getDescription()).isEmpty();
    assertThat(span.toString()).doesNotContain("ada");
  }

  @Test
  void methodThatIsNotServed_always_hasNoSpan() {
    MethodDescriptor<ShopRequest, ShopResponse> invented =
        ShopServiceGrpc.getOpenMethod().toBuilder().setFullMethodName("a.B/ada").build();

    assertThatThrownBy(() ->
            ClientCalls.blockingUnaryCall(
                channel, invented, CallOptions.DEFAULT, ShopRequest.getDefaultInstance()))
        .isInstanceOf(StatusRuntimeException.class);

    assertThat(exported.getFinishedSpanItems()).isEmpty();
  }

  private SpanData only(String kind) {
    List<SpanData> found =
        exported.getFinishedSpanItems().stream()
            .filter(span -> span.getKind().name().equals(kind))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static void browse(Channel over) {
    assertThat(ShopServiceGrpc.newBlockingStub(over).open(request("")).isInitialized()).isTrue();
  }

  private static ShopRequest request(String item) {
    return ShopRequest.newBuilder().setToken(item).build();
  }

  private Channel with(Metadata headers) {
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static Metadata header(String name, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return headers;
  }

  private final class Shop extends ShopServiceGrpc.ShopServiceImplBase {

    @Override
    public void open(ShopRequest request, StreamObserver<ShopResponse> responses) {
      String trace = MDC.get(CurrentSpan.TRACE_ID);
      logged.add(trace == null ? "none" : trace);
      responses.onNext(ShopResponse.getDefaultInstance());
      responses.onCompleted();
    }

    @Override
    public void buy(ShopRequest request, StreamObserver<ShopResponse> responses) {
      throw new DenialException(DenialReason.REQUEST_INVALID, "item: " + request.getToken());
    }
  }

  private final class Arrivals implements ServerInterceptor {

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
        ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
      arrived.add(headers);
      return next.startCall(call, headers);
    }
  }
}
