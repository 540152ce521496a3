package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.gateway.fixture.RecordingFrontend;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.Payloads;
import dev.locum.temporalapi.common.v1.WorkflowExecution;
import dev.locum.temporalapi.errordetails.v1.NotFoundFailure;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceResponse;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes the gateway on the wire and what does not, before a frontend that records. */
class WireTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DescribeNamespaceRequest DESCRIBE =
      DescribeNamespaceRequest.newBuilder().setNamespace("default").build();

  @TempDir Path directory;
  private RecordingFrontend frontend;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    frontend = RecordingFrontend.start();
    world = GatewayWorld.before(frontend, directory, new OpenRules());
  }

  @AfterEach
  void end() {
    world.close();
    frontend.close();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static WorkflowServiceGrpc.WorkflowServiceBlockingStub stub(Channel channel) {
    return WorkflowServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static void describe(Channel channel, Metadata headers) {
    stub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .describeNamespace(DESCRIBE);
  }

  @Test
  void metadata_onlyWhatIsListedPasses() {
    Metadata headers = new Metadata();
    headers.put(key("client-name"), "temporal-java");
    headers.put(key("client-version"), "1.38.0");
    headers.put(key("traceparent"), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    for (String smuggled :
        Set.of(
            "caller-type",
            "caller-name",
            "call-initiation",
            "xdc-redirection-api",
            "temporal-principal-name",
            "temporal-experiment",
            "authorization-extras",
            "x-forwarded-user",
            "something-else")) {
      headers.put(key(smuggled), "operator");
    }

    describe(world.withApiKey("alice-worker"), headers);

    Metadata seen = frontend.headers(WorkflowServiceGrpc.getDescribeNamespaceMethod());
    assertThat(seen.keys())
        .containsExactlyInAnyOrder(
            "client-name",
            "client-version",
            "traceparent",
            "temporal-namespace",
            "user-agent",
            "grpc-accept-encoding",
            "grpc-timeout",
            "content-type");
    assertThat(seen.get(key("temporal-namespace"))).isEqualTo("default");
  }

  @Test // the gateway's own credential is the only one that Temporal could see
  void callersCredential_neverReachesTemporal() {
    describe(world.withApiKey("alice-worker"), new Metadata());

    assertThat(
            frontend
                .headers(WorkflowServiceGrpc.getDescribeNamespaceMethod())
                .containsKey(key("authorization")))
        .isFalse();
  }

  @Test
  void namespaceInMetadata_mustBeTheRequests() {
    Metadata headers = new Metadata();
    headers.put(key("temporal-namespace"), "bobs");

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> describe(world.withApiKey("alice-worker"), headers));

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.REQUEST_INVALID);
    assertThat(frontend.count()).isZero();
  }

  /** Temporal's Java SDK names its namespace beside every call. */
  @Test
  void namespaceInMetadata_ofARequestAboutNone_goesNoFurther() {
    Metadata headers = new Metadata();
    headers.put(key("temporal-namespace"), "bobs");

    stub(world.withApiKey("alice-worker"))
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());

    assertThat(
            frontend
                .headers(WorkflowServiceGrpc.getGetSystemInfoMethod())
                .containsKey(key("temporal-namespace")))
        .isFalse();
  }

  @Test
  void repeatedMetadata_isRefused() {
    Metadata headers = new Metadata();
    headers.put(key("client-name"), "temporal-java");
    headers.put(key("client-name"), "temporal-go");

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> describe(world.withApiKey("alice-worker"), headers));

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.REQUEST_INVALID);
  }

  @Test
  void methodUnknownHere_isDeniedAndNotForwarded() {
    for (String method :
        Set.of(
            "temporal.api.workflowservice.v1.WorkflowService/StartTomorrow",
            "temporal.api.workflowservice.v1.WorkflowService/startWorkflowExecution",
            "temporal.server.api.adminservice.v1.AdminService/DescribeMutableState",
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            "grpc.health.v1.Health/Watch")) {
      StatusRuntimeException refusal =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  ClientCalls.blockingUnaryCall(
                      world.withApiKey("alice-worker"),
                      raw(method),
                      CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                      new byte[0]));

      assertThat(refusal.getStatus().getCode()).as(method).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    assertThat(frontend.count()).isZero();
  }

  private static MethodDescriptor<byte[], byte[]> raw(String method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(method)
        .setRequestMarshaller(RecordingFrontend.BYTES)
        .setResponseMarshaller(RecordingFrontend.BYTES)
        .build();
  }

  @Test
  void bytesThatAreNoMessage_areRefused() {
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    world.withApiKey("alice-worker"),
                    raw(WorkflowServiceGrpc.getDescribeNamespaceMethod().getFullMethodName()),
                    CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                    new byte[] {(byte) 0xff, (byte) 0xff}));

    assertThat(Refusals.reasonOf(refusal)).isEqualTo(DenialReason.REQUEST_INVALID);
  }

  @Test // a server acts on the first of two messages; the gateway on neither
  void twoMessagesOnOneCall_areRefused() throws InterruptedException {
    ClientCall<byte[], byte[]> call =
        world
            .withApiKey("alice-worker")
            .newCall(
                RecordingFrontend.streaming(
                    WorkflowServiceGrpc.getDescribeNamespaceMethod().getFullMethodName()),
                CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
    RecordingFrontend.End end = new RecordingFrontend.End();
    call.start(end, new Metadata());
    call.request(2);
    call.sendMessage(DESCRIBE.toByteArray());
    call.sendMessage(DESCRIBE.toByteArray());
    call.halfClose();

    assertThat(end.await(PATIENCE).getCode())
        .isIn(Status.Code.CANCELLED, Status.Code.INTERNAL, Status.Code.INVALID_ARGUMENT);
    assertThat(frontend.count()).isZero();
  }

  @Test // the Java SDK compresses by default
  void gzipRequest_isTaken() {
    stub(world.withApiKey("alice-worker")).withCompression("gzip").describeNamespace(DESCRIBE);

    assertThat(frontend.request(WorkflowServiceGrpc.getDescribeNamespaceMethod()))
        .isEqualTo(DESCRIBE);
  }

  @Test
  void unknownEncoding_isRefused() {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(new Renamed());
    ManagedChannel channel =
        world.withApiKey("alice-worker", builder -> builder.compressorRegistry(registry));

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub(channel).withCompression("snappy").describeNamespace(DESCRIBE));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(frontend.count()).isZero();
  }

  private static final class Renamed implements Compressor {
    @Override
    public String getMessageEncoding() {
      return "snappy";
    }

    @Override
    public OutputStream compress(OutputStream os) throws IOException {
      return new Codec.Gzip().compress(os);
    }
  }

  @Test
  void largePayload_arrivesUnchanged() {
    byte[] bytes = new byte[2 * 1024 * 1024];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    SignalWorkflowExecutionRequest signal =
        SignalWorkflowExecutionRequest.newBuilder()
            .setNamespace("default")
            .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId("alice-1"))
            .setInput(
                Payloads.newBuilder()
                    .addPayloads(Payload.newBuilder().setData(ByteString.copyFrom(bytes))))
            .build();

    stub(world.withApiKey("alice-worker")).signalWorkflowExecution(signal);

    assertThat(frontend.request(WorkflowServiceGrpc.getSignalWorkflowExecutionMethod()))
        .isEqualTo(signal);
  }

  @Test // SDKs decide by the details
  void temporalsError_arrivesWithItsDetails() throws Exception {
    com.google.rpc.Status error =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.NOT_FOUND.value())
            .setMessage("workflow not found")
            .addDetails(
                com.google.protobuf.Any.pack(
                    NotFoundFailure.newBuilder().setCurrentCluster("active").build()))
            .build();
    StatusRuntimeException thrown = StatusProto.toStatusRuntimeException(error);
    Metadata trailers = Objects.requireNonNull(thrown.getTrailers());
    trailers.put(key("x-internal"), "secret");
    frontend.fail(
        WorkflowServiceGrpc.getDescribeWorkflowExecutionMethod(), thrown.getStatus(), trailers);

    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                stub(world.withApiKey("alice-worker"))
                    .describeWorkflowExecution(
                        DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace("default")
                            .build()));

    assertThat(StatusProto.fromThrowable(failure)).isEqualTo(error);
    assertThat(Objects.requireNonNull(failure.getTrailers()).keys())
        .contains("grpc-status-details-bin")
        .doesNotContain("x-internal");
  }

  @Test
  void cancelledCall_isCancelledAtTemporal() {
    frontend.hang(WorkflowServiceGrpc.getDescribeNamespaceMethod());
    ClientCall<DescribeNamespaceRequest, DescribeNamespaceResponse> call =
        world
            .withApiKey("alice-worker")
            .newCall(WorkflowServiceGrpc.getDescribeNamespaceMethod(), CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.request(1);
    call.sendMessage(DESCRIBE);
    call.halfClose();
    Await.until("the call hangs", PATIENCE, () -> frontend.count() == 1);

    call.cancel("the test is done", null);

    Await.until("it is cancelled", PATIENCE, () -> frontend.cancelled() == 1);
    Await.until("nothing is open", PATIENCE, () -> world.gateway().openCalls() == 0);
  }

  @Test
  void deadline_isTemporalsToo() {
    stub(world.withApiKey("alice-worker")).describeNamespace(DESCRIBE);

    assertThat(frontend.deadlineSeconds(WorkflowServiceGrpc.getDescribeNamespaceMethod()))
        .isBetween(1L, 60L);
  }

  @Test
  void health_isTheGatewaysOwn() {
    ServingStatus status =
        HealthGrpc.newBlockingStub(world.anonymous())
            .check(
                HealthCheckRequest.newBuilder()
                    .setService(WorkflowServiceGrpc.SERVICE_NAME)
                    .build())
            .getStatus();

    assertThat(status).isEqualTo(ServingStatus.SERVING);
    assertThat(frontend.count()).isZero();
  }

  @Test
  void temporalDown_isUnavailableAndComesBack() throws IOException {
    Channel channel = world.withApiKey("alice-worker");
    stub(channel).describeNamespace(DESCRIBE);
    frontend.close();

    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> stub(channel).describeNamespace(DESCRIBE));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(failure.getStatus().getDescription()).doesNotContain("127.0.0.1");

    frontend.comeBack();
    Await.untilPasses(
        "it answers again",
        PATIENCE,
        () -> {
          try {
            assertThat(stub(channel).describeNamespace(DESCRIBE)).isNotNull();
          } catch (StatusRuntimeException e) {
            throw new AssertionError(e);
          }
        });
  }
}
