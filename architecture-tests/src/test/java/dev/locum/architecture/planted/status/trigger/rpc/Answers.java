package dev.locum.architecture.planted.status.trigger.rpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Allowed. */
final class Answers {
  final StatusRuntimeException refusal = Status.PERMISSION_DENIED.asRuntimeException();
}
