package dev.locum.architecture.planted.status.trigger;

import io.grpc.Status;

/** Planted violation. */
final class BadConstant {
  final Status status = Status.PERMISSION_DENIED;
}
