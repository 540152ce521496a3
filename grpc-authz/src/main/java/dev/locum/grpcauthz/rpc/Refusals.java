package dev.locum.grpcauthz.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import dev.locum.token.denial.RpcStatus;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refusals on the wire, in both directions: the one place where a {@link Rejection} becomes a gRPC
 * status and a gRPC failure becomes a {@link DenialReason} again.
 *
 * <p><b>Security guarantees</b>: only the public reason's code and its fixed sentence leave the
 * process; the detail of the rejection does so only for {@link DenialReason#REQUEST_INVALID}, and
 * by {@link #toAdministrator}. Whatever comes from the wire is read as a refusal: there is no
 * failure that reads as an allowance.
 */
public final class Refusals {

  private Refusals() {}

  /**
   * The status that tells a caller of a refusal.
   *
   * @param correlationId joins the answer with the audit trail; empty: none
   * @return an exception whose cause is a {@link DenialException}, for the part of the same process
   *     that asks {@link #reasonOf}; the cause does not go onto the wire
   */
  public static StatusRuntimeException toStatus(Rejection rejection, String correlationId) {
    StatusRuntimeException status = answer(rejection, correlationId, "");
    Metadata trailers = status.getTrailers() == null ? new Metadata() : status.getTrailers();
    return status
        .getStatus()
        .withCause(new DenialException(rejection))
        .asRuntimeException(trailers);
  }

  /**
   * The same for an administrator who has proven to be one: the detail goes along, unless the
   * reason hides behind another. It has no cause: what stands here is the answer.
   */
  public static StatusRuntimeException toAdministrator(Rejection rejection, String correlationId) {
    return answer(
        rejection, correlationId, rejection.reason().isPublic() ? rejection.detail() : "");
  }

  private static StatusRuntimeException answer(
      Rejection rejection, String correlationId, String detail) {
    DenialReason shown = rejection.reason().publicReason();
    Refusal refusal =
        Refusal.newBuilder()
            .setCode(shown.code())
            .setRetryable(shown.isRetryable())
            .setCorrelationId(correlationId)
            .setDetail(detail)
            .build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(codeOf(shown.status()).value())
            .setMessage(messageOf(rejection))
            .addDetails(Any.pack(refusal))
            .build());
  }

  /**
   * The fixed sentence; for a malformed request also which field is wrong, since nobody can mend
   * what they are not told. Details of that one reason are written for the caller and show no
   * value.
   */
  private static String messageOf(Rejection rejection) {
    String sentence = rejection.reason().publicReason().sentence();
    return rejection.reason() == DenialReason.REQUEST_INVALID && !rejection.detail().isEmpty()
        ? sentence + " " + rejection.detail()
        : sentence;
  }

  /** The same for a reason without detail. */
  public static StatusRuntimeException toStatus(DenialReason reason, String correlationId) {
    return toStatus(Rejection.of(reason), correlationId);
  }

  /**
   * Why a call failed. A failure of our own process is known exactly; one from the wire is its
   * public reason. Without a detail, or with a code unknown here, the gRPC status decides: {@code
   * UNAVAILABLE} and {@code DEADLINE_EXCEEDED} mean that nobody decided ({@link
   * DenialReason#AUTHORITY_UNAVAILABLE}, may be repeated), anything else is a permanent refusal.
   */
  public static DenialReason reasonOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DenialException denial) {
        return denial.reason();
      }
    }
    Optional<Refusal> refusal = refusalOf(failure);
    DenialReason known = refusal.map(detail -> publicReason(detail.getCode())).orElse(null);
    if (known != null) {
      return known;
    }
    if (refusal.isPresent() && refusal.get().getRetryable()) {
      return DenialReason.AUTHORITY_UNAVAILABLE;
    }
    return byStatus(codeOf(failure));
  }

  /**
   * The detail of a refusal that came over the wire, or that {@link #toStatus} made; empty if there
   * is none.
   */
  public static Optional<Refusal> refusalOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      com.google.rpc.Status status = statusOf(cause);
      if (status != null) {
        return firstRefusal(status);
      }
    }
    return Optional.empty();
  }

  /** The public code of the refusal that a call ended with; empty if it ended otherwise. */
  public static Optional<String> codeIn(Status status, @Nullable Metadata trailers) {
    com.google.rpc.Status told = StatusProto.fromStatusAndTrailers(status, trailers);
    return told == null
        ? Optional.empty()
        : firstRefusal(told)
            .map(refusal -> publicReason(refusal.getCode()))
            .map(DenialReason::code);
  }

  private static com.google.rpc.@Nullable Status statusOf(Throwable cause) {
    if (cause instanceof StatusRuntimeException status) {
      return StatusProto.fromStatusAndTrailers(status.getStatus(), status.getTrailers());
    }
    if (cause instanceof StatusException status) {
      return StatusProto.fromStatusAndTrailers(status.getStatus(), status.getTrailers());
    }
    return null;
  }

  private static Optional<Refusal> firstRefusal(com.google.rpc.Status status) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(Refusal.class)) {
        try {
          return Optional.of(detail.unpack(Refusal.class));
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /**
   * A code from the wire; one that is not public never comes from a peer of ours and is not
   * believed.
   */
  private static @Nullable DenialReason publicReason(String code) {
    for (DenialReason reason : DenialReason.values()) {
      if (reason.isPublic() && reason.code().equals(code)) {
        return reason;
      }
    }
    return null;
  }

  private static Status.Code codeOf(Throwable failure) {
    return Status.fromThrowable(failure).getCode();
  }

  private static DenialReason byStatus(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE, DEADLINE_EXCEEDED -> DenialReason.AUTHORITY_UNAVAILABLE;
      case UNAUTHENTICATED -> DenialReason.CREDENTIAL_REJECTED;
      case PERMISSION_DENIED -> DenialReason.CALLER_NOT_ALLOWED;
      case UNIMPLEMENTED -> DenialReason.METHOD_NOT_ALLOWED;
      case NOT_FOUND -> DenialReason.ENTITY_NOT_FOUND;
      case INVALID_ARGUMENT, OUT_OF_RANGE -> DenialReason.REQUEST_INVALID;
      case FAILED_PRECONDITION, ABORTED -> DenialReason.STATE_CONFLICT;
      case ALREADY_EXISTS -> DenialReason.ALREADY_OWNED;
      case OK, CANCELLED, UNKNOWN, RESOURCE_EXHAUSTED, INTERNAL, DATA_LOSS ->
          DenialReason.SERVER_FAULT;
    };
  }

  private static Status.Code codeOf(RpcStatus status) {
    return switch (status) {
      case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
      case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
      case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
      case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
      case UNAVAILABLE -> Status.Code.UNAVAILABLE;
      case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
      case INTERNAL -> Status.Code.INTERNAL;
    };
  }
}
