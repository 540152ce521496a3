package dev.locum.authservice.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;

/**
 * Refuses requests with a NUL in any text, whatever the method: no value of ours holds one,
 * PostgreSQL cannot keep one, and other programs end a text there.
 */
final class RequestText implements ServerInterceptor {

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(ReqT message) {
        if (message instanceof Message request) {
          require(request);
        }
        super.onMessage(message);
      }
    };
  }

  private static void require(Message message) {
    message
        .getAllFields()
        .forEach((field, value) -> {
          if (field.isRepeated()) {
            ((List<?>) value).forEach(each -> require(field, each));
          } else {
            require(field, value);
          }
        });
  }

  private static void require(FieldDescriptor field, Object value) {
    if (field.getJavaType() == JavaType.MESSAGE) {
      require((Message) value);
    } else if (value instanceof String text && text.indexOf('\0') >= 0) {
      throw Wire.invalid(field.getName() + ": a NUL (expected: text without one)");
    }
  }
}
