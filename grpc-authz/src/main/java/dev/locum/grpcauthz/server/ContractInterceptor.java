package dev.locum.grpcauthz.server;

import dev.locum.grpcauthz.caller.CallEvidence;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.ServiceContracts;
import dev.locum.grpcauthz.header.CredentialIntake;
import dev.locum.grpcauthz.internal.CallGate;
import dev.locum.grpcauthz.rpc.Correlation;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way of a call, top to bottom: take the credentials out of the headers, whatever the route;
 * find the contract; let the call in or refuse it; run the handler as the caller. What refuses is
 * thrown to the error boundary around it.
 */
final class ContractInterceptor implements ServerInterceptor {

  private final ServiceContracts contracts;
  private final CredentialIntake intake;
  private final MessageCredentials inMessages;
  private final CallGate gate;
  private final StreamExpiry expiry;

  ContractInterceptor(
      ServiceContracts contracts,
      CredentialIntake intake,
      MessageCredentials inMessages,
      CallGate gate,
      StreamExpiry expiry) {
    this.contracts = contracts;
    this.intake = intake;
    this.inMessages = inMessages;
    this.gate = gate;
    this.expiry = expiry;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String correlationId = Correlation.of(headers);
    CredentialIntake.Taken taken = intake.take(headers);
    MethodContract contract = contracts.of(call.getMethodDescriptor());
    Start<ReqT> start = caller -> run(caller, correlationId, call, headers, next);
    if (contract.posture() == Posture.PUBLIC) {
      return start.as(CallerContext.nobody());
    }
    Supplier<CallEvidence> evidence =
        () ->
            CallEvidence.of(taken.trustHeaders(), CallPeers.of(call.getAttributes()))
                .withRequest("POST", "/" + call.getMethodDescriptor().getFullMethodName());
    Optional<MessageCredential<ReqT>> credential = inMessages.find(call.getMethodDescriptor());
    if (credential.isPresent()) {
      return new MessageCredentialListener<>(
          call,
          credential.get(),
          token ->
              start.as(
                  gate.admit(
                      contract,
                      new PresentedInMessage(taken, credential.get().place(), token),
                      evidence,
                      correlationId)));
    }
    return start.as(gate.admit(contract, taken, evidence, correlationId));
  }

  private <ReqT, RespT> ServerCall.Listener<ReqT> run(
      CallerContext caller,
      String correlationId,
      ServerCall<ReqT, RespT> call,
      Metadata headers,
      ServerCallHandler<ReqT, RespT> next) {
    Context context = caller.in(Context.current());
    boolean unary = call.getMethodDescriptor().getType() == MethodType.UNARY;
    if (unary || caller.expiresAt().equals(Instant.MAX)) {
      return Contexts.interceptCall(context, call, headers, next);
    }
    CancellableContext cancellable = context.withCancellation();
    ExpiringCall<ReqT, RespT> expiring = new ExpiringCall<>(call, cancellable, correlationId);
    ServerCall.Listener<ReqT> listener =
        Contexts.interceptCall(cancellable, expiring, headers, next);
    expiring.expireBy(expiry.at(caller.expiresAt(), expiring::expire));
    return new EndingListener<>(listener, expiring);
  }

  /** Starts the handler as a caller. */
  private interface Start<ReqT> {
    ServerCall.Listener<ReqT> as(CallerContext caller);
  }

  /** Stops the clock of a stream that has ended. */
  private static final class EndingListener<ReqT> extends SimpleForwardingServerCallListener<ReqT> {

    private final ExpiringCall<ReqT, ?> call;

    EndingListener(ServerCall.Listener<ReqT> listener, ExpiringCall<ReqT, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onCancel() {
      call.end();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      call.end();
      super.onComplete();
    }
  }
}
