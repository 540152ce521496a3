package dev.locum.grpcauthz.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {

  @ParameterizedTest
  @EnumSource(DenialReason.class)
  void reasonOf_everyReasonOverTheWire_isItsPublicReason(DenialReason reason) {
    StatusRuntimeException status = Refusals.toStatus(Rejection.of(reason, "of field x"), "c-1");

    assertThat(Refusals.reasonOf(overTheWire(status))).isEqualTo(reason.publicReason());
    assertThat(status.getStatus().getCode().name()).isEqualTo(reason.status().name());
    // Only who sent a malformed request is told what is wrong with it.
    assertThat(status.getStatus().getDescription())
        .isEqualTo(
            reason == DenialReason.REQUEST_INVALID
                ? reason.sentence() + " of field x"
                : reason.sentence());
  }

  @Test
  void toStatus_rejectionWithDetail_showsOnlyThePublicCode() {
    StatusRuntimeException status =
        overTheWire(
            Refusals.toStatus(
                Rejection.of(DenialReason.TOKEN_SIGNATURE_INVALID, "key 7 of tenant bob"), "c-1"));

    assertThat(Refusals.refusalOf(status))
        .contains(
            Refusal.newBuilder()
                .setCode("TOKEN_REJECTED")
                .setRetryable(false)
                .setCorrelationId("c-1")
                .build());
    assertThat(status.toString() + status.getTrailers())
        .doesNotContain("key 7")
        .doesNotContain("SIGNATURE");
  }

  @Test
  void reasonOf_denialOfThisProcess_isTheExactReason() {
    DenialException denial = new DenialException(DenialReason.DELEGATION_REVOKED, "");

    assertThat(Refusals.reasonOf(new CompletionException(denial)))
        .isEqualTo(DenialReason.DELEGATION_REVOKED);
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE,AUTHORITY_UNAVAILABLE",
    "DEADLINE_EXCEEDED,AUTHORITY_UNAVAILABLE",
    "UNAUTHENTICATED,CREDENTIAL_REJECTED",
    "PERMISSION_DENIED,CALLER_NOT_ALLOWED",
    "UNIMPLEMENTED,METHOD_NOT_ALLOWED",
    "CANCELLED,SERVER_FAULT",
    "UNKNOWN,SERVER_FAULT",
    "INTERNAL,SERVER_FAULT",
    "OK,SERVER_FAULT"
  })
  void reasonOf_noDetail_failsClosedByStatus(Status.Code code, DenialReason reason) {
    assertThat(Refusals.reasonOf(new StatusRuntimeException(code.toStatus()))).isEqualTo(reason);
  }

  @Test
  void reasonOf_unknownCode_isStillARefusal() {
    assertThat(Refusals.reasonOf(withDetail(Status.Code.PERMISSION_DENIED, "SOMETHING_NEW", false)))
        .isEqualTo(DenialReason.CALLER_NOT_ALLOWED);
    assertThat(Refusals.reasonOf(withDetail(Status.Code.PERMISSION_DENIED, "SOMETHING_NEW", true)))
        .isEqualTo(DenialReason.AUTHORITY_UNAVAILABLE);
  }

  @Test
  void reasonOf_privateCodeFromTheWire_isNotBelieved() {
    assertThat(Refusals.reasonOf(withDetail(Status.Code.UNAUTHENTICATED, "TOKEN_EXPIRED", false)))
        .isEqualTo(DenialReason.CREDENTIAL_REJECTED);
  }

  @Test
  void reasonOf_anyOtherFailure_isAServerFault() {
    assertThat(Refusals.reasonOf(new IllegalStateException("boom")))
        .isEqualTo(DenialReason.SERVER_FAULT);
  }

  private static StatusRuntimeException withDetail(
      Status.Code code, String name, boolean retryable) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .addDetails(
                Any.pack(Refusal.newBuilder().setCode(name).setRetryable(retryable).build()))
            .build());
  }

  /** A cause does not cross the wire. */
  private static StatusRuntimeException overTheWire(StatusRuntimeException status) {
    Metadata trailers = new Metadata();
    if (status.getTrailers() != null) {
      trailers.merge(status.getTrailers());
    }
    return status.getStatus().withCause(null).asRuntimeException(trailers);
  }
}
