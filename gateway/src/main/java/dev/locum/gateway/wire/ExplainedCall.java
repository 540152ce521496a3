package dev.locum.gateway.wire;

import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.gateway.caller.Authentication;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.Connection;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.rpc.CallEnd;
import dev.locum.gateway.trail.RefusalTrail;
import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.protocol.gateway.v1.ExplainCallRequest;
import dev.locum.protocol.gateway.v1.ExplainCallResponse;
import dev.locum.protocol.gateway.v1.ExplanationServiceGrpc;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operator's question what would be decided about a call. It is answered to nobody else, since
 * the answer says what others are granted.
 */
final class ExplainedCall extends ServerCall.Listener<ExplainCallRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(ExplainedCall.class);
  private static final String NAME =
      ExplanationServiceGrpc.getExplainCallMethod().getFullMethodName();

  private final ServerCall<ExplainCallRequest, ExplainCallResponse> call;
  private final CallDesk desk;
  private final String correlationId;
  private @Nullable ExplainCallRequest request;
  private @Nullable GatewayCaller caller;

  private ExplainedCall(
      ServerCall<ExplainCallRequest, ExplainCallResponse> call,
      CallDesk desk,
      String correlationId) {
    this.call = call;
    this.desk = desk;
    this.correlationId = correlationId;
  }

  static ServerServiceDefinition service(CallDesk desk) {
    return ServerServiceDefinition.builder(ExplanationServiceGrpc.SERVICE_NAME)
        .addMethod(
            ExplanationServiceGrpc.getExplainCallMethod(),
            (call, headers) -> {
              ExplainedCall explained = new ExplainedCall(call, desk, Correlation.of(headers));
              explained.begin(ProxyRegistry.connection(call), InboundHeaders.of(headers));
              return explained;
            })
        .build();
  }

  /** Nothing of the question is read before it is known who asks. */
  private void begin(Connection connection, InboundHeaders headers) {
    try {
      desk.callers()
          .authenticate(connection.credential(headers.authorization()))
          .thenAccept(this::authenticated)
          .exceptionally(this::failed);
    } catch (DenialException e) {
      refuse(e.rejection());
    }
  }

  private void authenticated(Authentication authentication) {
    switch (authentication) {
      case Authentication.Refused refused -> refuse(refused.rejection());
      case Authentication.Proven proven -> {
        caller = proven.caller();
        if (!administers(proven.caller())) {
          refuse(Rejection.of(DenialReason.CALLER_NOT_ALLOWED, "only operators are explained to"));
        } else {
          call.request(2);
        }
      }
    }
  }

  /** Who administers the platform has every namespace; other operators have none. */
  private static boolean administers(GatewayCaller caller) {
    return caller.role() == CallerRole.OPERATOR
        && caller.tenant().isEmpty()
        && !caller.grants().isEmpty();
  }

  @Override
  public void onMessage(ExplainCallRequest message) {
    request = message;
  }

  @Override
  public void onHalfClose() {
    ExplainCallRequest asked = request;
    if (asked == null || caller == null) {
      refuse(Rejection.of(DenialReason.REQUEST_INVALID, "expected: exactly one message"));
      return;
    }
    desk.explanations().explain(asked).thenAccept(this::answer).exceptionally(this::failed);
  }

  private void answer(ExplainCallResponse explanation) {
    call.sendHeaders(new Metadata());
    call.sendMessage(explanation);
    CallEnd.ok(call);
  }

  private @Nullable Void failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof DenialException denial) {
      refuse(denial.rejection());
    } else {
      LOG.error("{} failed, correlation {}", NAME, correlationId, cause);
      CallEnd.refuse(call, Rejection.of(DenialReason.SERVER_FAULT), correlationId);
    }
    return null;
  }

  private void refuse(Rejection rejection) {
    GatewayCaller by = caller;
    desk.trail()
        .record(
            new RefusalTrail.Refused(
                AuditEventType.TEMPORAL_CALLED,
                by == null ? "" : by.workload().value(),
                by == null ? "" : by.tenantName(),
                NAME,
                AuditExecution.none(),
                rejection,
                correlationId),
            told -> CallEnd.refuse(call, told, correlationId));
  }
}
