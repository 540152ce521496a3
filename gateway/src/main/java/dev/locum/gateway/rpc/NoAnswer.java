package dev.locum.gateway.rpc;

import io.grpc.Status;

/** How a call ends that Temporal did not answer. */
public final class NoAnswer {

  private NoAnswer() {}

  /** Temporal could not be asked, or would not have us ask. */
  public static Status unavailable() {
    return Status.UNAVAILABLE;
  }

  /** Nobody waits for it any more. */
  public static Status cancelled() {
    return Status.CANCELLED;
  }
}
