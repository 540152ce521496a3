package dev.locum.authservice.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.locum.protocol.auth.v1.IntrospectTokenRequest;
import dev.locum.protocol.auth.v1.IntrospectTokenResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a presumed call asks of what answers it. */
class PresumedCallTest {

  private static final Caller NOBODY = new Caller(Optional.empty(), "c1", "");

  private final SeenCall call = new SeenCall();

  /** The control. */
  @Test
  void handlerThatAnswersAtOnce_isAnsweredBy() {
    begin((request, answer) -> {
      answer.onNext(IntrospectTokenResponse.getDefaultInstance());
      answer.onCompleted();
    });

    assertThat(call.said).containsExactly("headers", "message", "OK");
  }

  // Else its caller would wait for as long as it cares to.
  @Test
  void handlerThatAnswersLater_failsTheCall() {
    assertThatIllegalStateException()
        .isThrownBy(() -> begin((request, answer) -> {}))
        .withMessageContaining("IntrospectToken: presumed, and not answered at once");
    assertThat(call.said).isEmpty();
  }

  private void begin(ServerCalls.UnaryMethod<IntrospectTokenRequest, IntrospectTokenResponse> by) {
    ServerCall.Listener<IntrospectTokenRequest> begun =
        PresumedCall.begin(call, new Metadata(), ServerCalls.asyncUnaryCall(by), () -> NOBODY);
    begun.onMessage(IntrospectTokenRequest.getDefaultInstance());
    begun.onHalfClose();
  }

  /** Notes what leaves. */
  private static final class SeenCall
      extends ServerCall<IntrospectTokenRequest, IntrospectTokenResponse> {

    private final List<String> said = new ArrayList<>();

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {
      said.add("headers");
    }

    @Override
    public void sendMessage(IntrospectTokenResponse message) {
      said.add("message");
    }

    @Override
    public void close(Status status, Metadata trailers) {
      said.add(status.getCode().name());
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<IntrospectTokenRequest, IntrospectTokenResponse> getMethodDescriptor() {
      return TokenServiceGrpc.getIntrospectTokenMethod();
    }
  }
}
