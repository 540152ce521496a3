package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.UnsafeByteOperations;
import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.gateway.fixture.RawConnection;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.Payloads;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.log.CapturedLog;
import dev.locum.testkit.log.LogCapture;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that speak HTTP/2 as they should not, frame by frame: their connection ends, and others are
 * served on.
 */
class HostilePeersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private GatewayWorld world;

  @BeforeEach
  void start() throws IOException {
    world = GatewayWorld.start(directory, new OpenRules());
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void othersAreServed() {
    Channel channel = world.withApiKey("alice-worker");
    assertThat(
            WorkflowServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .describeNamespace(
                    DescribeNamespaceRequest.newBuilder().setNamespace("default").build()))
        .isNotNull();
  }

  @Test // CVE-2023-44487
  void rapidReset_endsTheConnection() throws Exception {
    try (RawConnection peer = RawConnection.open(world)) {
      peer.writeUntilClosed(
          stream -> {
            peer.headers(stream, false);
            peer.reset(stream);
          },
          20_000);

      assertThat(peer.isClosed(PATIENCE)).isTrue();
    }
    othersAreServed();
  }

  @Test // CVE-2024-27316 and its like
  void continuationFlood_endsTheConnection() throws Exception {
    try (RawConnection peer = RawConnection.open(world)) {
      peer.openHeaders(1);
      peer.writeUntilClosed(stream -> peer.continuation(1), 100_000);

      assertThat(peer.isClosed(PATIENCE)).isTrue();
    }
    othersAreServed();
  }

  @Test
  void headerBomb_isRefused() throws Exception {
    try (RawConnection peer = RawConnection.open(world)) {
      peer.bigHeaders(1, 512 * 1024);

      assertThat(peer.isRefusedOrClosed(PATIENCE)).isTrue();
    }
    othersAreServed();
  }

  @Test
  void pingFlood_endsTheConnection() throws Exception {
    try (RawConnection peer = RawConnection.open(world)) {
      peer.writeUntilClosed(stream -> peer.ping(), 200_000);

      assertThat(peer.isClosed(PATIENCE)).isTrue();
    }
    othersAreServed();
  }

  @Test // a stranger's message is not read: it fills its flow-control window and no more
  void strangersBody_isNotRead() throws Exception {
    try (RawConnection peer = RawConnection.open(world)) {
      peer.headers(1, false);

      assertThat(peer.isRefusedOrClosed(PATIENCE)).isTrue();
      assertThat(world.gateway().openCalls()).isZero();
    }
    othersAreServed();
  }

  @Test // a stranger's words never begin a line of the log
  void methodWithALineBreak_isNotRepeatedInTheLog() throws Exception {
    try (LogCapture logs = LogCapture.open();
        RawConnection peer = RawConnection.open(world)) {
      peer.headers(1, "/made.Up/Method\nERROR forged");

      assertThat(peer.isRefusedOrClosed(PATIENCE)).isTrue();
      assertThat(logs.logs())
          .extracting(CapturedLog::text)
          .anyMatch(text -> text.contains("METHOD_NOT_ALLOWED"))
          .noneMatch(text -> text.contains("forged"));
    }
    othersAreServed();
  }

  @Test
  void garbageInsteadOfAPreface_endsTheConnection() throws Exception {
    try (RawConnection peer = RawConnection.connect(world)) {
      peer.write(
          "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));

      assertThat(peer.isClosed(PATIENCE)).isTrue();
    }
    othersAreServed();
  }

  /** Held up by none of those who never say what they want: each connection costs a socket. */
  @Test
  void slowLoris_holdsUpNobody() throws Exception {
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        RawConnection silent = RawConnection.connect(world);
        slow.add(silent);
        silent.write(new byte[] {'P', 'R', 'I'});
        RawConnection halfway = RawConnection.open(world);
        slow.add(halfway);
        halfway.openHeaders(1);
      }

      othersAreServed();
      assertThat(world.gateway().openCalls()).isZero();
      // The preface must have come within the time of a handshake.
      assertThat(slow.getFirst().isClosed(PATIENCE)).isTrue();
    } finally {
      for (RawConnection each : slow) {
        each.close();
      }
    }
  }

  /** The largest message that is taken is refused to nobody, and one byte more reads no further. */
  @Test
  void messageBeyondTheLargest_isRefused_andOthersAreServed() {
    Channel channel = world.withApiKey("alice-worker");
    SignalWorkflowExecutionRequest huge =
        SignalWorkflowExecutionRequest.newBuilder()
            .setNamespace("default")
            .setInput(
                Payloads.newBuilder()
                    .addPayloads(
                        Payload.newBuilder()
                            .setData(
                                UnsafeByteOperations.unsafeWrap(new byte[128 * 1024 * 1024 + 1]))))
            .build();

    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                WorkflowServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(120, TimeUnit.SECONDS)
                    .signalWorkflowExecution(huge));

    assertThat(refusal.getStatus().getCode())
        .isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
    othersAreServed();
  }
}
