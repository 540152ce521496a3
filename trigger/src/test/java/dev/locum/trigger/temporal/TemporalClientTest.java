package dev.locum.trigger.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.embeddedtemporal.EmbeddedTemporal;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often Temporal is asked. */
@Timeout(120)
final class TemporalClientTest {

  /** Nothing comes of a workflow that is not there, however long one asks. */
  @Test
  void awaitClose_ofAWorkflowThatIsNotThere_asksOnce() throws Exception {
    Counting counting = new Counting();
    try (EmbeddedTemporal engine = EmbeddedTemporal.start()) {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(engine.target()).usePlaintext().build();
      TemporalClient client =
          new TemporalClient(
              ClientInterceptors.intercept(channel, counting), Duration.ofSeconds(60));

      assertThat(client.awaitClose("default", "nonesuch", Duration.ofSeconds(5))).isEmpty();

      assertThat(counting.calls).hasValue(1);
      channel.shutdownNow();
    }
  }

  private static final class Counting implements ClientInterceptor {

    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      calls.incrementAndGet();
      return next.newCall(method, options);
    }
  }
}
