package dev.locum.grpcauthz.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc.TokenServiceBlockingStub;
import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServiceTokenCredentialsTest {

  private static final Audience AUDIENCE = new Audience("https://auth.test");

  private final FakeTokenService tokenService =
      new FakeTokenService(Clock.systemUTC(), Duration.ofMinutes(5));
  private final Recorder recorder = new Recorder();
  private Server protectedServer;
  private Server plaintextServer;
  private ManagedChannel inProcess;
  private ManagedChannel plaintext;
  private ServiceTokens tokens;

  @BeforeEach
  void start() throws IOException {
    String name = InProcessServerBuilder.generateName();
    protectedServer =
        InProcessServerBuilder.forName(name)
            .addService(tokenService)
            .intercept(recorder)
            .build()
            .start();
    plaintextServer =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new KeySets())
            .intercept(recorder)
            .build()
            .start();
    inProcess = InProcessChannelBuilder.forName(name).build();
    plaintext = RpcChannel.to("127.0.0.1:" + plaintextServer.getPort()).insecureLoopback().open();
    tokens =
        new ServiceTokens(
            inProcess,
            WorkloadCredential.apiKey(new WorkloadId("alice-worker"), RawToken.of("k-1")),
            Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    plaintext.shutdownNow();
    inProcess.shutdownNow();
    plaintextServer.shutdownNow();
    protectedServer.shutdownNow();
  }

  @Test
  void applyRequestMetadata_plaintext_sendsNothing() {
    assertThatThrownBy(() -> call(plaintext, ServiceTokenCredentials.of(tokens, AUDIENCE)))
        .satisfies(failure ->
            assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.CREDENTIAL_REJECTED));
    assertThat(recorder.authorizations).isEmpty();
    assertThat(tokenService.requests).isEmpty();
  }

  @Test
  void applyRequestMetadata_plaintextLoopbackByChoice_sendsTheToken() {
    call(plaintext, ServiceTokenCredentials.of(tokens, AUDIENCE).onInsecureLoopback());

    assertThat(recorder.authorizations).containsExactly("Bearer token-1");
  }

  @Test
  void applyRequestMetadata_noToken_failsTheCallWithItsReason() {
    tokenService.refuse = DenialReason.WORKLOAD_DISABLED;

    assertThatThrownBy(() ->
            call(plaintext, ServiceTokenCredentials.of(tokens, AUDIENCE).onInsecureLoopback()))
        .satisfies(failure ->
            assertThat(Refusals.reasonOf(failure)).isEqualTo(DenialReason.CREDENTIAL_REJECTED));
    assertThat(recorder.authorizations).isEmpty();
  }

  @Test
  void open_notExactlyOneChoice_isRefused() {
    assertThatThrownBy(() -> RpcChannel.to("127.0.0.1:1").open())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> RpcChannel.to("127.0.0.1:1").trustingSystem().insecureLoopback().open())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> RpcChannel.to("192.0.2.7:1").insecureLoopback().open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loopback");
  }

  private static void call(ManagedChannel channel, CallCredentials credentials) {
    TokenServiceBlockingStub stub =
        TokenServiceGrpc.newBlockingStub(channel).withCallCredentials(credentials);
    assertThat(stub.getKeySet(GetKeySetRequest.getDefaultInstance()).getJwks()).isEqualTo("{}");
  }

  private static final class KeySets extends TokenServiceGrpc.TokenServiceImplBase {

    @Override
    public void getKeySet(GetKeySetRequest request, StreamObserver<GetKeySetResponse> answer) {
      answer.onNext(GetKeySetResponse.newBuilder().setJwks("{}").build());
      answer.onCompleted();
    }
  }

  private static final class Recorder implements ServerInterceptor {

    final List<String> authorizations = new CopyOnWriteArrayList<>();

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
        ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
      String value =
          headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
      if (value != null) {
        authorizations.add(value);
      }
      return next.startCall(call, headers);
    }
  }
}
