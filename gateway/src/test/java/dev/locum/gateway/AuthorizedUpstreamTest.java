package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.upstream.AuthorizedUpstream;
import dev.locum.gateway.upstream.TemporalMethods;
import dev.locum.gateway.upstream.Upstream;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeAuthService;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.auth.FakeWorld;
import dev.locum.testkit.time.TestClock;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that fail between the token and Temporal. */
@Timeout(60)
class AuthorizedUpstreamTest {

  private final TestClock clock = TestClock.atNoon();
  private final FakeAuthService authService =
      FakeAuthService.start(TestIssuer.at(clock), FakeWorld.demo());
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress("127.0.0.1", authService.port()).usePlaintext().build();
  private final ServiceTokens tokens =
      new ServiceTokens(
          channel,
          WorkloadCredential.apiKey(
              new WorkloadId("gateway"), RawToken.of(FakeWorkload.gateway("gateway").apiKey())),
          clock);
  private final BlockingQueue<Status.Code> answers = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    channel.shutdownNow();
    authService.close();
  }

  /** The token comes on another thread, where nobody sees what is thrown. */
  @Test
  void callThatCannotBegin_endsAtOnce() throws Exception {
    start((method, request, deadline, headers, answer) -> {
      throw new IllegalStateException("no stream");
    });

    assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void callThatWasAnsweredAndFails_isAnsweredOnce() {
    tokens.get(AuthorizedUpstream.AUDIENCE); // it is here: what follows is on this thread

    start((method, request, deadline, headers, answer) -> {
      answer.ended(Status.CANCELLED, null, new Metadata());
      throw new IllegalStateException("after its answer");
    });

    assertThat(List.copyOf(answers)).containsExactly(Status.Code.CANCELLED);
  }

  private void start(Upstream upstream) {
    new AuthorizedUpstream(upstream, tokens, clock)
        .start(
            Objects.requireNonNull(
                TemporalMethods.compiled()
                    .find(WorkflowServiceGrpc.getDescribeNamespaceMethod().getFullMethodName())),
            DescribeNamespaceRequest.getDefaultInstance(),
            null,
            new Metadata(),
            (status, message, trailers) -> answers.add(status.getCode()));
  }
}
