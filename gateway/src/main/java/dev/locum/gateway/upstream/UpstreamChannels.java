package dev.locum.gateway.upstream;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections to Temporal: for each event loop one to each frontend, so that a call is forwarded on
 * the thread on which it came. Frontends are tried in order; one that cannot be reached is passed
 * over until it can be again. That a frontend is back is noticed by all as soon as it is by one:
 * until a loop's own connection is there, its calls take one that is.
 */
public final class UpstreamChannels implements Upstream, AutoCloseable {

  private static final CallOptions DIRECT =
      CallOptions.DEFAULT.withExecutor(MoreExecutors.directExecutor());

  private final List<Lane> lanes;

  private record Lane(EventLoop loop, List<ManagedChannel> frontends) {}

  private UpstreamChannels(List<Lane> lanes) {
    this.lanes = lanes;
    for (int i = 0; i < lanes.get(0).frontends().size(); i++) {
      int frontend = i;
      SharedReturn.among(lanes.stream().map(lane -> lane.frontends().get(frontend)).toList());
    }
  }

  /**
   * Connects with the first calls.
   *
   * @param frontends how to open a channel to each frontend on an event loop, in order of
   *     preference
   */
  public static UpstreamChannels on(
      EventLoops loops, List<Function<EventLoop, ManagedChannel>> frontends) {
    List<Lane> lanes = new ArrayList<>();
    for (EventLoop loop : loops.each()) {
      lanes.add(new Lane(loop, frontends.stream().map(open -> open.apply(loop)).toList()));
    }
    return new UpstreamChannels(List.copyOf(lanes));
  }

  @Override
  public Started start(
      TemporalMethod method,
      Message request,
      @Nullable Deadline deadline,
      Metadata headers,
      Answer answer) {
    CallOptions options = deadline == null ? DIRECT : DIRECT.withDeadline(deadline);
    // Cancelled by hand: the caller's context would add a listener and a timer to each call.
    Context before = Context.ROOT.attach();
    try {
      ClientCall<Message, byte[]> call = reachable().newCall(method.called(), options);
      call.start(new Collecting(answer), headers);
      call.request(2);
      call.sendMessage(request);
      call.halfClose();
      return () -> call.cancel("the caller has gone", null);
    } finally {
      Context.ROOT.detach(before);
    }
  }

  private ManagedChannel reachable() {
    List<ManagedChannel> own = lane().frontends();
    for (int i = 0; i < own.size(); i++) {
      if (own.get(i).getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
        return own.get(i);
      }
      for (Lane lane : lanes) {
        if (lane.frontends().get(i).getState(false) == ConnectivityState.READY) {
          return lane.frontends().get(i);
        }
      }
    }
    return own.get(0);
  }

  private Lane lane() {
    for (Lane lane : lanes) {
      if (lane.loop().inEventLoop()) {
        return lane;
      }
    }
    return lanes.get(ThreadLocalRandom.current().nextInt(lanes.size()));
  }

  @Override
  public void close() {
    lanes.forEach(lane -> lane.frontends().forEach(ManagedChannel::shutdownNow));
  }

  private static final class Collecting extends ClientCall.Listener<byte[]> {

    private final Answer answer;
    private byte @Nullable [] message;
    private boolean several;

    Collecting(Answer answer) {
      this.answer = answer;
    }

    @Override
    public void onMessage(byte[] received) {
      several |= message != null;
      message = received;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      answer.ended(status, status.isOk() && !several ? message : null, trailers);
    }
  }
}
