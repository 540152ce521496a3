package dev.locum.gateway.wire;

import dev.locum.audit.AuditEventType;
import dev.locum.gateway.caller.Authentication;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.Connection;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.rpc.CallEnd;
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
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final CallerProof proof;
  private final CallRecord record;
  private final AtomicBoolean completed = new AtomicBoolean();

  private volatile boolean halfClosed;
  private @Nullable ExplainCallRequest request;

  private ExplainedCall(
      ServerCall<ExplainCallRequest, ExplainCallResponse> call,
      CallDesk desk,
      String correlationId) {
    this.call = call;
    this.desk = desk;
    this.correlationId = correlationId;
    this.proof = new CallerProof(desk.callers(), desk.clock());
    this.record = new CallRecord(desk, NAME, correlationId, proof);
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
    proof.from(connection.address());
    try {
      proof
          .show(connection.credential(headers.authorization()))
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
        if (!record.begin(proven.caller())) {
          tell(Rejection.of(DenialReason.TENANT_LIMIT_REACHED, "calls"));
          return;
        }
        proof.accept(proven);
        if (!administers(proven.caller())) {
          refuse(Rejection.of(DenialReason.CALLER_NOT_ALLOWED, "only operators are explained to"));
        } else if (halfClosed) {
          complete();
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

  /** It may come before anybody knows who asks; what is to be told is told then. */
  @Override
  public void onHalfClose() {
    halfClosed = true;
    if (proof.isAccepted() && administers(proof.caller())) {
      complete();
    }
  }

  private void complete() {
    if (!completed.compareAndSet(false, true)) {
      return;
    }
    ExplainCallRequest asked = request;
    if (asked == null) {
      refuse(Rejection.of(DenialReason.REQUEST_INVALID, "expected: exactly one message"));
      return;
    }
    int bytes = asked.getSerializedSize();
    record.received(asked, bytes);
    if (!desk.limits().carry(proof.caller(), bytes)) {
      tell(Rejection.of(DenialReason.TENANT_LIMIT_REACHED, "bytes"));
      return;
    }
    try {
      desk.explanations().explain(asked).thenAccept(this::answer).exceptionally(this::failed);
    } catch (DenialException e) {
      refuse(e.rejection());
    }
  }

  private void answer(ExplainCallResponse explanation) {
    record.answered(explanation.getSerializedSize());
    if (record.end(CallRecord.ANSWERED, false)) {
      call.sendHeaders(new Metadata());
      call.sendMessage(explanation);
      CallEnd.ok(call);
    }
  }

  private @Nullable Void failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof DenialException denial) {
      refuse(denial.rejection());
    } else {
      LOG.error("{} failed, correlation {}", NAME, correlationId, cause);
      tell(Rejection.of(DenialReason.SERVER_FAULT));
    }
    return null;
  }

  private void refuse(Rejection rejection) {
    record.refused(AuditEventType.TEMPORAL_CALLED, rejection, this::tell);
  }

  private void tell(Rejection rejection) {
    if (record.end(rejection.reason().publicReason().code(), true)) {
      CallEnd.refuse(call, rejection, correlationId);
    }
  }

  @Override
  public void onCancel() {
    if (proof.isAccepted()) {
      record.end("CANCELLED", false);
    }
    record.closed();
  }

  @Override
  public void onComplete() {
    record.closed();
  }
}
