package dev.locum.embeddedtemporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class EmbeddedTemporalTest {

  @Test
  void start_onPortZero_servesWhenItReturns() throws IOException {
    try (EmbeddedTemporal engine = EmbeddedTemporal.start()) {
      ManagedChannel channel = channel(engine);

      assertThat(
              WorkflowServiceGrpc.newBlockingStub(channel)
                  .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                  .hasCapabilities())
          .isTrue();
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(
                      HealthCheckRequest.newBuilder()
                          .setService(WorkflowServiceGrpc.SERVICE_NAME)
                          .build())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
      channel.shutdownNow();
    }
  }

  @Test
  void start_always_listensOnTheLoopbackAddressOnly() throws IOException {
    try (EmbeddedTemporal engine = EmbeddedTemporal.start()) {
      assertThat(engine.address().getAddress().isLoopbackAddress()).isTrue();
      List<InetAddress> others =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(address -> !address.isLoopbackAddress())
              .toList();

      for (InetAddress other : others) {
        assertThatThrownBy(() -> connect(other, engine.address().getPort()))
            .as("connection to %s", other)
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void start_onAPortThatIsTaken_throws() throws IOException {
    try (EmbeddedTemporal engine = EmbeddedTemporal.start()) {
      assertThatThrownBy(() -> EmbeddedTemporal.start(engine.address().getPort()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void close_withALongPollUnderWay_cutsIt() throws Exception {
    EmbeddedTemporal engine = EmbeddedTemporal.start();
    ManagedChannel channel = channel(engine);
    WorkflowServiceGrpc.newBlockingStub(channel)
        .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
    Future<?> poll =
        WorkflowServiceGrpc.newFutureStub(channel)
            .pollWorkflowTaskQueue(
                PollWorkflowTaskQueueRequest.newBuilder().setNamespace("default").build());
    long start = System.nanoTime();

    engine.close();
    engine.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThatThrownBy(poll::get).isNotNull();
    channel.shutdownNow();
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1_000);
    }
  }

  private static ManagedChannel channel(EmbeddedTemporal engine) {
    return NettyChannelBuilder.forAddress(engine.address()).usePlaintext().build();
  }
}
