package dev.locum.authservice.rpc;

import dev.locum.authservice.store.Moment;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call that presumes the records to be at rest ({@link Moment#presuming}): who calls is looked
 * up, and the request answered, once all of it is there, as one request. Its answer is held until
 * what was presumed is known to be so; if it is not, both are done anew.
 */
final class PresumedCall<ReqT, RespT> extends ServerCall.Listener<ReqT> {

  /** Those that workers, gateways and triggers call all the time, each one decision. */
  private static final Set<String> METHODS =
      Stream.<MethodDescriptor<?, ?>>of(
              DelegationServiceGrpc.getIssueDelegationMethod(),
              DelegationServiceGrpc.getBindRunMethod(),
              DelegationServiceGrpc.getVerifyDelegationMethod(),
              DelegationServiceGrpc.getRenewDelegationMethod(),
              DelegationServiceGrpc.getExchangeDelegationMethod(),
              DelegationServiceGrpc.getCloseDelegationMethod(),
              DelegationServiceGrpc.getCloseDelegationsMethod(),
              GatewayServiceGrpc.getAuthenticateWorkloadMethod(),
              GatewayServiceGrpc.getCheckDelegationMethod(),
              TokenServiceGrpc.getIntrospectTokenMethod())
          .map(MethodDescriptor::getFullMethodName)
          .collect(Collectors.toUnmodifiableSet());

  /** One request, and a second that is one too many. */
  private static final int MESSAGES = 2;

  private final ServerCall<ReqT, RespT> call;
  private final Metadata headers;
  private final ServerCallHandler<ReqT, RespT> next;
  private final Supplier<Caller> admission;
  private final List<ReqT> messages = new ArrayList<>(1);

  private PresumedCall(
      ServerCall<ReqT, RespT> call,
      Metadata headers,
      ServerCallHandler<ReqT, RespT> next,
      Supplier<Caller> admission) {
    this.call = call;
    this.headers = headers;
    this.next = next;
    this.admission = admission;
  }

  /** Whether calls of this method presume. */
  static boolean isOf(String fullMethodName) {
    return METHODS.contains(fullMethodName);
  }

  /**
   * Begins to take a call in.
   *
   * @param admission answers who calls, or refuses; may be asked twice
   */
  static <ReqT, RespT> ServerCall.Listener<ReqT> begin(
      ServerCall<ReqT, RespT> call,
      Metadata headers,
      ServerCallHandler<ReqT, RespT> next,
      Supplier<Caller> admission) {
    PresumedCall<ReqT, RespT> begun = new PresumedCall<>(call, headers, next, admission);
    call.request(MESSAGES);
    return begun;
  }

  @Override
  public void onMessage(ReqT message) {
    messages.add(message);
  }

  @Override
  public void onHalfClose() {
    Moment.presuming(this::answer).release();
  }

  private HeldCall<ReqT, RespT> answer() {
    HeldCall<ReqT, RespT> held = new HeldCall<>(call);
    Metadata own = new Metadata();
    own.merge(headers);
    Context context = Context.current().withValue(Caller.KEY, admission.get());
    Context former = context.attach();
    try {
      ServerCall.Listener<ReqT> handler = next.startCall(held, own);
      messages.forEach(handler::onMessage);
      handler.onHalfClose();
    } finally {
      context.detach(former);
    }
    return held;
  }

  /** Keeps what is answered. Its messages are here already. */
  private static final class HeldCall<ReqT, RespT> extends SimpleForwardingServerCall<ReqT, RespT> {

    private final List<RespT> answers = new ArrayList<>(1);
    private @Nullable Metadata sent;
    private @Nullable Status status;
    private Metadata trailers = new Metadata();

    HeldCall(ServerCall<ReqT, RespT> call) {
      super(call);
    }

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {
      sent = headers;
    }

    @Override
    public void sendMessage(RespT message) {
      answers.add(message);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      this.status = status;
      this.trailers = trailers;
    }

    /**
     * Lets the answer go.
     *
     * @throws IllegalStateException if there is none yet: what answers later, on another thread,
     *     has no part in the moment as of which the request reads, and must not be among {@link
     *     #METHODS}
     */
    void release() {
      Status last = status;
      if (last == null) {
        throw new IllegalStateException(
            getMethodDescriptor().getFullMethodName() + ": presumed, and not answered at once");
      }
      Metadata first = sent;
      if (first != null) {
        super.sendHeaders(first);
      }
      answers.forEach(super::sendMessage);
      super.close(last, trailers);
    }
  }
}
