package dev.locum.authservice.rpc;

import com.google.protobuf.Message;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.protocol.audit.v1.AuditServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.GatewayServiceGrpc;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the authority serves, by reflection: whatever is added is tested with the rest. */
final class Served {

  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          DelegationServiceGrpc.getServiceDescriptor(),
          TokenServiceGrpc.getServiceDescriptor(),
          GatewayServiceGrpc.getServiceDescriptor(),
          AuditServiceGrpc.getServiceDescriptor(),
          AdminServiceGrpc.getServiceDescriptor(),
          ClientServiceGrpc.getServiceDescriptor());

  private Served() {}

  /** Every method of our own services. */
  static List<MethodDescriptor<?, ?>> methods() {
    return SERVICES.stream()
        .<MethodDescriptor<?, ?>>flatMap(service -> service.getMethods().stream())
        .toList();
  }

  /** The names of every method, for parameterised tests. */
  static Stream<String> names() {
    return methods().stream().map(MethodDescriptor::getFullMethodName);
  }

  static MethodDescriptor<?, ?> method(String fullName) {
    return methods().stream()
        .filter(method -> method.getFullMethodName().equals(fullName))
        .findFirst()
        .orElseThrow();
  }

  /** A request without anything in it. */
  static Message emptyRequest(MethodDescriptor<?, ?> method) {
    Object prototype =
        ((MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller())
            .getMessagePrototype();
    return ((Message) Objects.requireNonNull(prototype)).getDefaultInstanceForType();
  }

  /**
   * Calls a method; of a stream, the first answer is waited for.
   *
   * @return whether there was an answer
   * @throws io.grpc.StatusRuntimeException if it is refused
   */
  static boolean call(Channel channel, MethodDescriptor<?, ?> method, Message request) {
    @SuppressWarnings("unchecked")
    MethodDescriptor<Message, Message> typed = (MethodDescriptor<Message, Message>) method;
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    if (method.getType() == MethodDescriptor.MethodType.UNARY) {
      ClientCalls.blockingUnaryCall(channel, typed, options, request);
      return true;
    }
    Iterator<Message> answers =
        ClientCalls.blockingServerStreamingCall(channel, typed, options, request);
    return answers.hasNext();
  }
}
