package dev.locum.grpcauthz.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.testkit.await.Await;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A peer that comes back is noticed soon, however long it was away. */
class PromptReconnectTest {

  /** Twelve tries take twelve seconds; with gRPC's own pauses they would take five minutes. */
  private static final int TRIES = 12;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void of_serverThatEndsEveryConnection_isTriedEvenly() throws Exception {
    try (Doorman doorman = new Doorman()) {
      ManagedChannel channel = PromptReconnect.of(to(doorman));
      channel.getState(true);

      Await.until("the tries", PATIENCE, () -> doorman.callers.get() >= TRIES);

      channel.shutdownNow();
      assertThat(channel.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void of_channelThatIsShutDown_isLeftAlone() throws Exception {
    try (Doorman doorman = new Doorman()) {
      ManagedChannel channel = PromptReconnect.of(to(doorman));
      assertThat(channel.getState(false)).isEqualTo(ConnectivityState.IDLE);

      channel.shutdownNow();

      assertThat(channel.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      assertThat(doorman.callers).hasValue(0);
    }
  }

  private static ManagedChannel to(Doorman doorman) {
    return NettyChannelBuilder.forAddress(
            "127.0.0.1", doorman.socket.getLocalPort(), InsecureChannelCredentials.create())
        .build();
  }

  /** Takes every connection and ends it. */
  private static final class Doorman implements AutoCloseable {

    final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    final AtomicInteger callers = new AtomicInteger();

    Doorman() throws IOException {
      Thread thread = new Thread(this::turnAway, "doorman");
      thread.setDaemon(true);
      thread.start();
    }

    private void turnAway() {
      while (!socket.isClosed()) {
        try {
          socket.accept().close();
          callers.incrementAndGet();
        } catch (IOException e) {
          // It is closed; the condition says so.
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
