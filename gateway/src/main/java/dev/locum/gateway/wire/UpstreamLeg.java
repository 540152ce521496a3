package dev.locum.gateway.wire;

import com.google.protobuf.Message;
import dev.locum.gateway.upstream.TemporalMethod;
import dev.locum.gateway.upstream.Upstream;
import io.grpc.Deadline;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/** The way of a call from here to Temporal, which its caller may leave at any time. */
final class UpstreamLeg {

  private final Upstream upstream;
  private volatile Upstream.@Nullable Started started;
  private volatile boolean cancelled;

  UpstreamLeg(Upstream upstream) {
    this.upstream = upstream;
  }

  /** Starts it, once; one that was cancelled before ends at once. */
  void start(
      TemporalMethod target,
      Message request,
      @Nullable Deadline deadline,
      Metadata headers,
      Upstream.Answer answer) {
    Upstream.Started underWay = upstream.start(target, request, deadline, headers, answer);
    started = underWay;
    if (cancelled) {
      underWay.cancel();
    }
  }

  /** Ends it, or keeps it from going on once it has started. */
  void cancel() {
    cancelled = true;
    Upstream.Started underWay = started;
    if (underWay != null) {
      underWay.cancel();
    }
  }

  boolean isCancelled() {
    return cancelled;
  }
}
