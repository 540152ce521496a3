package dev.locum.grpcauthz.rpc;

import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives methods that no service has to the interceptors, which refuse and audit them, where
 * grpc-java would answer UNIMPLEMENTED unseen. An interceptor must refuse them: one that lets such
 * a call through is a fault, which is answered as one.
 */
public final class UnknownMethods extends HandlerRegistry {

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    MethodDescriptor<InputStream, InputStream> method =
        MethodDescriptor.<InputStream, InputStream>newBuilder()
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(name)
            .setRequestMarshaller(new Discarding())
            .setResponseMarshaller(new Discarding())
            .build();
    ServerCallHandler<InputStream, InputStream> unreachable =
        (call, headers) -> {
          throw new IllegalStateException(
              "a method without an entry in the access table was let in");
        };
    return ServerMethodDefinition.create(method, unreachable);
  }

  private static final class Discarding implements MethodDescriptor.Marshaller<InputStream> {

    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return new ByteArrayInputStream(new byte[0]);
    }
  }
}
