package dev.locum.grpcauthz.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.token.denial.DenialReason;
import io.grpc.Status;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Asserts that a call was refused: what the caller was told, that the handler was not reached, what
 * was recorded.
 */
final class Refused {

  private Refused() {}

  static void because(DenialReason reason, ShopServer server, ThrowingCallable call) {
    server.audit.clear();
    int reached = server.shop.callers.size();

    Throwable failure = catchThrowable(call);

    assertThat(failure).as("the call must be refused").isNotNull();
    assertThat(Refusals.reasonOf(failure)).isEqualTo(reason.publicReason());
    assertThat(Status.fromThrowable(failure).getDescription()).isEqualTo(reason.sentence());
    assertThat(server.shop.callers).as("the handler must not be reached").hasSize(reached);
    AuditEvent event = server.audit.only(AuditEventType.DOWNSTREAM_CALLED);
    assertThat(event.decision().outcome()).isNotEqualTo(AuditDecision.Outcome.ALLOWED);
    assertThat(event.decision().reason()).isEqualTo(reason.code());
  }
}
