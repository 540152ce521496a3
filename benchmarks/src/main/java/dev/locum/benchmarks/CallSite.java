package dev.locum.benchmarks;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.EmptyProto;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.options.v1.AuthRequirements;
import dev.locum.grpcauthz.options.v1.MethodAuth;
import dev.locum.grpcauthz.options.v1.OptionsProto;
import dev.locum.grpcauthz.server.GrpcAuthorization;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A server in process, on the thread of its caller, with services of ten methods. */
final class CallSite implements AutoCloseable {

  private static final int METHODS = 10;

  private final Server server;
  private final ManagedChannel channel;
  private final Optional<GrpcAuthorization> authorization;

  private CallSite(Server server, String name, Optional<GrpcAuthorization> authorization) {
    this.server = server;
    this.channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    this.authorization = authorization;
  }

  static CallSite bare(int services) {
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
    for (BindableService service : services(services)) {
      builder.addService(service);
    }
    return new CallSite(start(builder.build()), name, Optional.empty());
  }

  static CallSite secured(int services, CallerRules.Builder rules, Clock clock) {
    GrpcAuthorization authorization =
        GrpcAuthorization.builder()
            .authenticator(rules.build())
            .audit(
                new AuditRecorder(
                    AuditParties.of("downstream", "shop"),
                    events -> {},
                    new EventIds(clock, new SplittableRandom(1)),
                    clock))
            .clock(clock)
            .build();
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
    Server server = authorization.secure(builder, services(services)).build();
    return new CallSite(start(server), name, Optional.of(authorization));
  }

  Empty open(Metadata headers) {
    return call("M0", headers);
  }

  Empty internal(Metadata headers) {
    return call("M1", headers);
  }

  Empty gated(Metadata headers) {
    return call("M2", headers);
  }

  private Empty call(String method, Metadata headers) {
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        method("bench.S0", method, null),
        CallOptions.DEFAULT,
        Empty.getDefaultInstance());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
    authorization.ifPresent(GrpcAuthorization::close);
  }

  private static Server start(Server server) {
    try {
      return server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BindableService[] services(int count) {
    FileDescriptor file = file(count);
    return file.getServices().stream().map(CallSite::service).toArray(BindableService[]::new);
  }

  private static BindableService service(ServiceDescriptor service) {
    ProtoServiceDescriptorSupplier schema =
        new ProtoServiceDescriptorSupplier() {
          @Override
          public ServiceDescriptor getServiceDescriptor() {
            return service;
          }

          @Override
          public FileDescriptor getFileDescriptor() {
            return service.getFile();
          }
        };
    io.grpc.ServiceDescriptor.Builder descriptor =
        io.grpc.ServiceDescriptor.newBuilder(service.getFullName()).setSchemaDescriptor(schema);
    service
        .getMethods()
        .forEach(method ->
            descriptor.addMethod(method(service.getFullName(), method.getName(), schema)));
    io.grpc.ServiceDescriptor built = descriptor.build();
    return () -> {
      ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(built);
      for (MethodDescriptor<?, ?> method : built.getMethods()) {
        @SuppressWarnings("unchecked") // Made above.
        MethodDescriptor<Empty, Empty> empty = (MethodDescriptor<Empty, Empty>) method;
        definition.addMethod(
            empty,
            ServerCalls.asyncUnaryCall((request, answer) -> {
              answer.onNext(request);
              answer.onCompleted();
            }));
      }
      return definition.build();
    };
  }

  private static MethodDescriptor<Empty, Empty> method(
      String service, String name, @Nullable Object schema) {
    return MethodDescriptor.<Empty, Empty>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
        .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
        .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
        .setSchemaDescriptor(schema)
        .build();
  }

  private static FileDescriptor file(int services) {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder()
            .setName("bench.proto")
            .setPackage("bench")
            .addDependency(EmptyProto.getDescriptor().getFullName());
    for (int i = 0; i < services; i++) {
      ServiceDescriptorProto.Builder service = ServiceDescriptorProto.newBuilder().setName("S" + i);
      IntStream.range(0, METHODS).forEach(number -> service.addMethod(method(number)));
      file.addService(service);
    }
    try {
      return FileDescriptor.buildFrom(
          file.build(), new FileDescriptor[] {EmptyProto.getDescriptor()});
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first is public, the second internal, the third gated, and so on. */
  private static MethodDescriptorProto method(int number) {
    MethodAuth.Builder auth = MethodAuth.newBuilder();
    switch (number % 3) {
      case 0 -> auth.setPublic(true);
      case 1 -> auth.setInternal(true);
      default -> {}
    }
    if (number % 3 != 0) {
      auth.setRequires(AuthRequirements.newBuilder().addScopes("shop.buy"));
    }
    String empty = "." + Empty.getDescriptor().getFullName();
    return MethodDescriptorProto.newBuilder()
        .setName("M" + number)
        .setInputType(empty)
        .setOutputType(empty)
        .setOptions(MethodOptions.newBuilder().setExtension(OptionsProto.methodAuth, auth.build()))
        .build();
  }
}
