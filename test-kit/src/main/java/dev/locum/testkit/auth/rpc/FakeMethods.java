package dev.locum.testkit.auth.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** Puts answers on the wire. */
public final class FakeMethods {

  private FakeMethods() {}

  /** Answers a call. */
  @FunctionalInterface
  public interface Answers {

    /**
     * The answer to a unary call.
     *
     * @throws DenialException to refuse it
     */
    Message answer(MethodDescriptor<?, ?> method, Message request, Metadata headers);
  }

  /** The whole service; every method is answered by {@code answers}, streams with one message. */
  public static ServerServiceDefinition service(ServiceDescriptor service, Answers answers) {
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(service);
    for (MethodDescriptor<?, ?> method : service.getMethods()) {
      add(definition, method, answers);
    }
    return definition.build();
  }

  private static <Q, A> void add(
      ServerServiceDefinition.Builder definition, MethodDescriptor<Q, A> method, Answers answers) {
    definition.addMethod(method, handler(method, answers));
  }

  private static <Q, A> ServerCallHandler<Q, A> handler(
      MethodDescriptor<Q, A> method, Answers answers) {
    return (call, headers) -> {
      call.request(2);
      return new ServerCall.Listener<>() {
        @Override
        public void onMessage(Q request) {
          reply(call, method, answers, (Message) request, headers);
        }
      };
    };
  }

  @SuppressWarnings("unchecked")
  private static <Q, A> void reply(
      ServerCall<Q, A> call,
      MethodDescriptor<Q, A> method,
      Answers answers,
      Message request,
      Metadata headers) {
    try {
      A answer = (A) answers.answer(method, request, headers);
      call.sendHeaders(new Metadata());
      call.sendMessage(answer);
      call.close(Status.OK, new Metadata());
    } catch (DenialException e) {
      StatusRuntimeException refusal = refusal(e.reason(), "");
      Metadata trailers = refusal.getTrailers();
      call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (StatusRuntimeException e) {
      Metadata trailers = e.getTrailers();
      call.close(e.getStatus(), trailers == null ? new Metadata() : trailers);
    } catch (RuntimeException e) {
      call.close(
          Status.INTERNAL.withDescription("the fake failed: " + e).withCause(e), new Metadata());
    }
  }

  /** A refusal as it stands on the wire. */
  public static StatusRuntimeException refusal(DenialReason reason, String correlationId) {
    DenialReason told = reason.publicReason();
    Refusal detail =
        Refusal.newBuilder()
            .setCode(told.code())
            .setRetryable(told.isRetryable())
            .setCorrelationId(correlationId)
            .build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.valueOf(told.status().name()).value())
            .setMessage(told.sentence())
            .addDetails(Any.pack(detail))
            .build());
  }
}
