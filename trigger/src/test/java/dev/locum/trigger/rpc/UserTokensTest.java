package dev.locum.trigger.rpc;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.grpcauthz.rpc.ErrorBoundary;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.GetWorkResponse;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc.TriggerServiceImplBase;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.token.RawToken;
import dev.locum.token.denial.DenialReason;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which headers of a client reach a handler (S2-07), on a real socket. */
@Timeout(60)
final class UserTokensTest {

  private static final Set<String> CLAIMS =
      Set.of(
          "x-forwarded-user",
          "x-forwarded-tenant",
          "forwarded",
          "x-user-id",
          "x-tenant-id",
          "x-remote-user",
          "x-auth-request-user",
          "locum-principal",
          "locum-delegation",
          "x-locum-forged");

  private final RecordingAuditSink audit = new RecordingAuditSink();
  private final AtomicReference<Metadata> reached = new AtomicReference<>(new Metadata());
  private @Nullable Server server;
  private @Nullable ManagedChannel channel;

  @AfterEach
  void stop() {
    if (channel != null) {
      channel.shutdownNow();
    }
    if (server != null) {
      server.shutdownNow();
    }
  }

  @Test
  void headersThatClaimAnIdentity_neverReachAHandler() throws IOException {
    serve(true);
    requireStripped();
  }

  /** The check above can fail: without the interceptor the handler sees them all. */
  @Test
  void control_withoutTheInterceptor_headersReachTheHandler() throws IOException {
    serve(false);

    assertThatThrownBy(this::requireStripped).isInstanceOf(AssertionError.class);
  }

  @Test
  void headersThatJoinTraces_reachTheHandler() throws IOException {
    serve(true);
    Metadata headers = bearer("token");
    headers.put(key("x-locum-correlation-id"), "mine");
    headers.put(key("traceparent"), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    call(headers);

    assertThat(reached.get().keys()).contains("x-locum-correlation-id", "traceparent");
  }

  @Test
  void binaryHeader_neverReachesAHandler() throws IOException {
    serve(true);
    Metadata headers = bearer("token");
    Metadata.Key<byte[]> binary =
        Metadata.Key.of("x-forwarded-user-bin", Metadata.BINARY_BYTE_MARSHALLER);
    headers.put(binary, new byte[] {1});

    call(headers);

    assertThat(reached.get().containsKey(binary)).isFalse();
  }

  /** S3-08: what is no bearer token is none. */
  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic YWRhOmFkYQ==", "token", "Bearer\t"})
  void authorization_ofAnotherForm_isRefused(String value) throws IOException {
    serve(true);
    Metadata headers = new Metadata();
    headers.put(key("authorization"), value);

    assertThat(reasonOf(() -> call(headers)).publicReason())
        .isIn(DenialReason.NO_CREDENTIAL, DenialReason.TOKEN_REJECTED);
    assertThat(reached.get().keys()).isEmpty();
    assertThat(audit.events()).hasSize(1);
  }

  @Test
  void token_longerThanATokenMayBe_isRefused() throws IOException {
    serve(true);

    assertThat(reasonOf(() -> call(bearer("x".repeat(RawToken.MAX_LENGTH + 1)))))
        .isEqualTo(DenialReason.TOKEN_REJECTED);
  }

  /** What cannot be told of is not even refused as usual: nobody would know. */
  @Test
  void refusal_thatCannotBeTold_isUnavailable() throws IOException {
    serve(true);
    audit.breakDown();

    assertThat(reasonOf(() -> call(new Metadata()))).isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);
  }

  private void requireStripped() {
    Metadata headers = bearer("token");
    CLAIMS.forEach(name -> headers.put(key(name), "bert"));

    call(headers);

    assertThat(reached.get().keys()).doesNotContainAnyElementsOf(CLAIMS);
    assertThat(reached.get().keys()).doesNotContain("authorization");
  }

  private void serve(boolean guarded) throws IOException {
    AtomicInteger ids = new AtomicInteger();
    AuditRecorder recorder =
        new AuditRecorder(
            AuditParties.of("trigger", "trigger"),
            audit,
            () -> "event-" + ids.incrementAndGet(),
            Clock.systemUTC());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .maxInboundMetadataSize(64 * 1024)
            .addService(new Handler())
            .intercept(new Noting());
    if (guarded) {
      builder.intercept(new UserTokens(recorder));
    }
    Server started = builder.intercept(new ErrorBoundary()).build().start();
    server = started;
    channel = NettyChannelBuilder.forAddress("127.0.0.1", started.getPort()).usePlaintext().build();
  }

  private void call(Metadata headers) {
    GetWorkResponse unused =
        TriggerServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .getWork(GetWorkRequest.getDefaultInstance());
    assertThat(unused).isEqualTo(GetWorkResponse.getDefaultInstance());
  }

  private static Metadata bearer(String token) {
    Metadata headers = new Metadata();
    headers.put(key("authorization"), "Bearer " + token);
    return headers;
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static final class Handler extends TriggerServiceImplBase {
    @Override
    public void getWork(GetWorkRequest request, StreamObserver<GetWorkResponse> answer) {
      answer.onNext(GetWorkResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  /** Stands where a handler stands. */
  private final class Noting implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      reached.set(headers);
      return next.startCall(call, headers);
    }
  }
}
