package dev.locum.launcher.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a rehearsal's workflow that is refused. */
class GatewayRehearsalTest {

  private final AtomicReference<@Nullable Status> nextRefusal = new AtomicReference<>();
  private final AtomicInteger left = new AtomicInteger(7);

  private Server frontend;
  private ManagedChannel channel;
  private RehearsedWork work;

  @BeforeEach
  void start() throws IOException {
    frontend =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new RehearsedFrontend())
            .intercept(new RefusingOnce())
            .build()
            .start();
    channel =
        Grpc.newChannelBuilder(
                "localhost:" + frontend.getPort(), InsecureChannelCredentials.create())
            .build();
    work = new RehearsedWork(WorkflowServiceGrpc.newBlockingStub(channel), "key");
  }

  @AfterEach
  void end() {
    channel.shutdownNow();
    frontend.shutdownNow();
  }

  @Test
  void workflowRefusedForAMoment_isLeftToBeDoneAgain() {
    nextRefusal.set(Status.UNAVAILABLE);

    attempt();
    assertThat(left).hasValue(8);

    attempt();
    assertThat(left).hasValue(8);
  }

  @Test
  void workflowRefusedForGood_endsTheRehearsal() {
    nextRefusal.set(Status.PERMISSION_DENIED);

    assertThatThrownBy(this::attempt)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
    assertThat(left).hasValue(7);
  }

  private void attempt() {
    GatewayRehearsal.attempt(work, WorkflowServiceGrpc.newBlockingStub(channel), left);
  }

  /** Refuses the first call after it was told how. */
  private final class RefusingOnce implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Status refusal = nextRefusal.getAndSet(null);
      if (refusal == null) {
        return next.startCall(call, headers);
      }
      call.close(refusal, new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
