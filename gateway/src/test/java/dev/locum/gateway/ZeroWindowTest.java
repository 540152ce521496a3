package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.gateway.fixture.RawConnection;
import dev.locum.gateway.fixture.RecordingFrontend;
import dev.locum.gateway.fixture.TightLimits;
import dev.locum.temporalapi.common.v1.DataBlob;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.await.Await;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tenant that asks for large answers and never opens its window: what is held for it is bounded,
 * and counts until it is taken or the tenant has gone; others notice nothing.
 */
class ZeroWindowTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ANSWER = 1 << 20;

  /** By one workload: half of what its tenant may hold. */
  private static final int HELD = 4 * ANSWER;

  private static final int CALLS = 60;

  private static final GetWorkflowExecutionHistoryRequest REQUEST =
      GetWorkflowExecutionHistoryRequest.newBuilder().setNamespace("default").build();

  private static final String METHOD =
      "/" + WorkflowServiceGrpc.getGetWorkflowExecutionHistoryMethod().getFullMethodName();

  @TempDir Path directory;
  private RecordingFrontend frontend;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    frontend = RecordingFrontend.start();
    frontend.answer(
        WorkflowServiceGrpc.getGetWorkflowExecutionHistoryMethod(),
        GetWorkflowExecutionHistoryResponse.newBuilder()
            .addRawHistory(
                DataBlob.newBuilder().setData(ByteString.copyFrom(new byte[ANSWER - 100])))
            .build());
    world =
        GatewayWorld.before(
            frontend, directory, new OpenRules(), TightLimits.bytesPerSecond(2 * HELD));
  }

  @AfterEach
  void end() {
    world.close();
    frontend.close();
  }

  private void history(String workload) {
    WorkflowServiceGrpc.newBlockingStub(world.withApiKey(workload))
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .getWorkflowExecutionHistory(REQUEST);
  }

  private RawConnection deaf() throws IOException {
    RawConnection deaf = RawConnection.openWithoutWindow(world);
    for (int i = 0; i < CALLS; i++) {
      deaf.call(
          2 * i + 1, METHOD, FakeWorkload.operator("alice-worker").apiKey(), REQUEST.toByteArray());
    }
    return deaf;
  }

  @Test
  void answersThatNobodyTakes_areHeldUpToABound_andOthersAreServed() throws Exception {
    try (RawConnection deaf = deaf()) {
      assertThat(deaf.callsThatEnd(CALLS - HELD / ANSWER, PATIENCE))
          .as("refused, since too much is held")
          .isEqualTo(CALLS - HELD / ANSWER);
      history("bob-worker");
      assertThat(frontend.count()).isEqualTo(CALLS + 1);
    }
    // She has gone, and so has what was held for her.
    Await.untilPasses(
        "alice to be served again",
        PATIENCE,
        () -> {
          try {
            history("alice-worker");
          } catch (StatusRuntimeException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test // it was the window and nothing else
  void answersThatAreTaken_areHeldNoMore() throws Exception {
    try (RawConnection slow = deaf()) {
      assertThat(slow.callsThatEnd(CALLS - HELD / ANSWER, PATIENCE)).isPositive();

      slow.openWindow(0, HELD + ANSWER);
      for (int i = 0; i < CALLS; i++) {
        slow.openWindow(2 * i + 1, 2 * ANSWER);
      }

      assertThat(slow.callsThatEnd(HELD / ANSWER, PATIENCE)).isEqualTo(HELD / ANSWER);
      slow.call(
          2 * CALLS + 1,
          METHOD,
          FakeWorkload.operator("alice-worker").apiKey(),
          REQUEST.toByteArray());
      slow.openWindow(2 * CALLS + 1, 2 * ANSWER);
      assertThat(slow.callsThatEnd(1, PATIENCE)).isOne();
    }
  }
}
