package dev.locum.gateway.upstream;

import com.google.protobuf.Message;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Calls Temporal. Thread-safe; never blocks. */
public interface Upstream {

  /**
   * Starts a call.
   *
   * @param deadline when the caller gives up; null: never
   * @param headers what is sent beside it, made by the gateway; the callee's
   */
  Started start(
      TemporalMethod method,
      Message request,
      @Nullable Deadline deadline,
      Metadata headers,
      Answer answer);

  /** A call that is under way. */
  @FunctionalInterface
  interface Started {

    /** Ends it; the answer still comes, with a status. Repeating it does nothing. */
    void cancel();
  }

  /** Takes the one answer of a call, on any thread; must not block. */
  @FunctionalInterface
  interface Answer {

    /**
     * The call has ended.
     *
     * @param status how
     * @param message what Temporal said; null unless the status is OK and there was exactly one
     *     message
     * @param trailers what came with the status
     */
    void ended(Status status, byte @Nullable [] message, Metadata trailers);
  }
}
