package dev.locum.architecture.planted.status.trigger;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Planted violation. */
final class BadThrower {
  StatusRuntimeException failure(Status status) {
    return new StatusRuntimeException(status);
  }
}
