package dev.locum.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoRequest;
import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.net.FreePort;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Temporal that was away and comes back; each event loop has a connection of its own to it. */
final class UpstreamChannelsTest {

  private static final int LOOPS = 4;

  private static final TemporalMethod ASKED =
      Objects.requireNonNull(
          TemporalMethods.compiled()
              .find(WorkflowServiceGrpc.getGetSystemInfoMethod().getFullMethodName()));

  private final int port = FreePort.find();
  private final EventLoops loops = EventLoops.start(LOOPS);
  private final List<ManagedChannel> channels = new CopyOnWriteArrayList<>();
  private final UpstreamChannels upstream = UpstreamChannels.on(loops, List.of(this::open));

  private ManagedChannel open(EventLoop loop) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port, InsecureChannelCredentials.create())
            .eventLoopGroup(loop)
            .channelType(loops.connecting())
            .directExecutor()
            .build();
    channels.add(channel);
    return channel;
  }

  @AfterEach
  void end() {
    upstream.close();
    loops.close();
  }

  /** Without it each of the others waits for its own pause, of a second at least. */
  @Test
  void serverThatIsBack_isThereForAllLoopsOnceItIsForOne() throws Exception {
    for (EventLoop loop : loops.each()) {
      assertThat(asked(loop).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
    Server back = serving();
    try {
      channels.get(0).resetConnectBackoff();
      Await.until(
          "the first is connected",
          () -> channels.get(0).getState(false) == ConnectivityState.READY);

      for (EventLoop loop : loops.each()) {
        assertThat(asked(loop).getCode()).isEqualTo(Status.Code.OK);
      }
      Await.until(
          "all are connected",
          () ->
              channels.stream().allMatch(each -> each.getState(false) == ConnectivityState.READY));
    } finally {
      back.shutdownNow();
    }
  }

  private Status asked(EventLoop loop) throws Exception {
    CompletableFuture<Status> answered = new CompletableFuture<>();
    loop.execute(() ->
        upstream.start(
            ASKED,
            GetSystemInfoRequest.getDefaultInstance(),
            null,
            new Metadata(),
            (status, message, trailers) -> answered.complete(status)));
    return answered.get(30, TimeUnit.SECONDS);
  }

  private Server serving() throws Exception {
    return NettyServerBuilder.forPort(port, InsecureServerCredentials.create())
        .addService(
            new WorkflowServiceGrpc.WorkflowServiceImplBase() {
              @Override
              public void getSystemInfo(
                  GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
                answer.onNext(GetSystemInfoResponse.getDefaultInstance());
                answer.onCompleted();
              }
            })
        .build()
        .start();
  }
}
