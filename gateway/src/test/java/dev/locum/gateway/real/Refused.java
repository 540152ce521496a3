package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.token.denial.DenialReason;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that it was the gateway that refused, and with which public code. */
final class Refused {

  private Refused() {}

  static void with(DenialReason reason, ThrowingCallable attack) {
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, attack);
    assertThat(failure).as("a refusal with " + reason).isNotNull();
    assertThat(Refusals.refusalOf(failure).map(Refusal::getCode))
        .as(failure.toString())
        .contains(reason.publicReason().code());
  }
}
