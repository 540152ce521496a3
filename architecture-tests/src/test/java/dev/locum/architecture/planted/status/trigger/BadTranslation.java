package dev.locum.architecture.planted.status.trigger;

import io.grpc.Status;

/** Planted violation. */
final class BadTranslation {
  Status translate(Status status) {
    return status.withDescription("because of this secret");
  }
}
