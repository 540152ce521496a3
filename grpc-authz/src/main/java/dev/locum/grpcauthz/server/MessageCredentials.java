package dev.locum.grpcauthz.server;

import io.grpc.MethodDescriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which methods carry their token in the request message. */
final class MessageCredentials {

  private final Map<String, MessageCredential<?>> byMethod = new HashMap<>();

  /**
   * Adds a method.
   *
   * @throws IllegalArgumentException if it is not unary: a stream is authenticated before its
   *     messages
   */
  <ReqT> void put(MethodDescriptor<ReqT, ?> method, MessageCredential<ReqT> credential) {
    if (method.getType() != MethodDescriptor.MethodType.UNARY) {
      throw new IllegalArgumentException(
          method.getFullMethodName() + ": a stream (expected: a unary method)");
    }
    byMethod.put(method.getFullMethodName(), credential);
  }

  /** The same methods, whatever is added here later. */
  MessageCredentials copy() {
    MessageCredentials copy = new MessageCredentials();
    copy.byMethod.putAll(byMethod);
    return copy;
  }

  @SuppressWarnings("unchecked") // put() pairs each method with a credential of its request type.
  <ReqT> Optional<MessageCredential<ReqT>> find(MethodDescriptor<ReqT, ?> method) {
    return Optional.ofNullable((MessageCredential<ReqT>) byMethod.get(method.getFullMethodName()));
  }
}
