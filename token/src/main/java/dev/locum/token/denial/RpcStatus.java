package dev.locum.token.denial;

/**
 * The gRPC status of a refusal, by the names of {@code google.rpc.Code}; only {@code rpc} packages
 * turn it into one.
 */
public enum RpcStatus {
  INVALID_ARGUMENT,
  NOT_FOUND,
  ALREADY_EXISTS,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION,
  UNAVAILABLE,
  UNAUTHENTICATED,
  INTERNAL
}
