package dev.locum.architecture.planted.status.trigger;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Allowed. */
final class Reader {
  boolean isRetryable(StatusRuntimeException failure) {
    return failure.getStatus().getCode() == Status.Code.UNAVAILABLE;
  }
}
