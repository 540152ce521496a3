package dev.locum.worker.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.grpcauthz.header.CallHeaders;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.GetKeySetResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.TokenId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** DP-5, the client's half: a refusal for want of a nonce is answered once, with that nonce. */
@Timeout(60)
final class KeyProofsTest {

  private static final Metadata.Key<String> NONCE =
      Metadata.Key.of("dpop-nonce", Metadata.ASCII_STRING_MARSHALLER);

  private final Asking asking = new Asking();
  private final KeyProofs proofs =
      new KeyProofs(
          "https://auth.example",
          DpopKey.generate(
              CryptoProviders.jdk(),
              TestClock.atNoon(),
              () -> new TokenId(UUID.randomUUID().toString())));
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Keys())
            .intercept(asking)
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()))
            .usePlaintext()
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void dp5_call_refusedForANonce_isRepeatedOnceWithIt() {
    asking.answers.add(new Answered(true, "n-1"));
    asking.answers.add(new Answered(false, "n-2"));
    call();
    call();

    assertThat(asking.nonces())
        .as("and the next one is remembered")
        .containsExactly("", "n-1", "n-2");
    assertThat(asking.proofs).doesNotHaveDuplicates();
  }

  @Test
  void dp5_call_refusedTwice_isNotRepeatedAgain() {
    asking.answers.add(new Answered(true, "n-1"));
    asking.answers.add(new Answered(true, "n-2"));

    assertThat(refusal()).isEqualTo(DenialReason.PROOF_NONCE_NEEDED);
    assertThat(asking.nonces()).containsExactly("", "n-1");
  }

  @Test
  void dp5_call_refusedWithoutANonce_isNotRepeated() {
    asking.answers.add(new Answered(true, ""));

    assertThat(refusal()).isEqualTo(DenialReason.PROOF_NONCE_NEEDED);
    assertThat(asking.nonces()).containsExactly("");
  }

  private DenialReason refusal() {
    StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, this::call);
    assertThat(refused).isNotNull();
    return Refusals.reasonOf(refused);
  }

  private void call() {
    proofs.call(proof ->
        TokenServiceGrpc.newBlockingStub(channel)
            .withInterceptors(proof)
            .getKeySet(GetKeySetRequest.getDefaultInstance()));
  }

  /**
   * What the service does with one call.
   *
   * @param refuses for want of a nonce
   * @param nonce told in the trailers; empty: none
   */
  private record Answered(boolean refuses, String nonce) {}

  /** Answers as it was told; after that, grants. */
  private static final class Asking implements ServerInterceptor {

    private final Deque<Answered> answers = new ArrayDeque<>();
    private final List<String> proofs = new CopyOnWriteArrayList<>();

    List<String> nonces() {
      return proofs.stream().map(Asking::nonce).toList();
    }

    private static String nonce(String proof) {
      String claims =
          new String(
              Base64.getUrlDecoder().decode(proof.split("\\.", -1)[1]), StandardCharsets.UTF_8);
      int at = claims.indexOf("\"nonce\":\"");
      return at < 0 ? "" : claims.substring(at + 9, claims.indexOf('"', at + 9));
    }

    @Override
    public synchronized <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      proofs.add(String.valueOf(headers.get(CallHeaders.DPOP)));
      Answered answer = answers.isEmpty() ? new Answered(false, "") : answers.remove();
      if (answer.refuses()) {
        StatusRuntimeException refused = Refusals.toStatus(DenialReason.PROOF_NONCE_NEEDED, "");
        Metadata trailers = refused.getTrailers() == null ? new Metadata() : refused.getTrailers();
        told(answer, trailers);
        call.close(refused.getStatus(), trailers);
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(
          new SimpleForwardingServerCall<Q, R>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
              told(answer, trailers);
              super.close(status, trailers);
            }
          },
          headers);
    }

    private static void told(Answered answer, Metadata trailers) {
      if (!answer.nonce().isEmpty()) {
        trailers.put(NONCE, answer.nonce());
      }
    }
  }

  private static final class Keys extends TokenServiceGrpc.TokenServiceImplBase {
    @Override
    public void getKeySet(GetKeySetRequest request, StreamObserver<GetKeySetResponse> answer) {
      answer.onNext(GetKeySetResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }
}
