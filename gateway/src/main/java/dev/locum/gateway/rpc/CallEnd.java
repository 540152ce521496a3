package dev.locum.gateway.rpc;

import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Ends calls. */
public final class CallEnd {

  /** Details of Temporal's errors ({@code google.rpc.Status}), which SDKs decide by. */
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private CallEnd() {}

  /** After the answer. */
  public static void ok(ServerCall<?, ?> call) {
    call.close(Status.OK, new Metadata());
  }

  /** With a refusal. */
  public static void refuse(ServerCall<?, ?> call, Rejection rejection, String correlationId) {
    StatusRuntimeException refusal = Refusals.toStatus(rejection, correlationId);
    Metadata trailers = refusal.getTrailers();
    call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  /**
   * As a server that has no such method: for the few that SDKs try, and give up for good when they
   * are not there.
   */
  public static void unimplemented(ServerCall<?, ?> call) {
    call.close(
        Status.UNIMPLEMENTED.withDescription(DenialReason.METHOD_NOT_ALLOWED.sentence()),
        new Metadata());
  }

  /**
   * With the status that Temporal gave: code, message and details. Nothing else of its trailers
   * passes, and nothing that only tells where Temporal is.
   */
  public static void passOn(
      ServerCall<?, ?> call, Status status, Metadata trailers, String correlationId) {
    if (isOurOwn(status, trailers)) {
      if (status.getCode() == Status.Code.UNAVAILABLE) {
        refuse(call, Rejection.of(DenialReason.TEMPORAL_UNAVAILABLE), correlationId);
      } else {
        call.close(Status.fromCode(status.getCode()), new Metadata());
      }
      return;
    }
    Metadata passed = new Metadata();
    byte[] details = trailers.get(DETAILS);
    if (details != null) {
      passed.put(DETAILS, details);
    }
    call.close(Status.fromCode(status.getCode()).withDescription(status.getDescription()), passed);
  }

  /** Made by our own client: its words name addresses. */
  private static boolean isOurOwn(Status status, Metadata trailers) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, INTERNAL, UNKNOWN ->
          status.getCause() != null || trailers.keys().isEmpty();
      default -> false;
    };
  }
}
