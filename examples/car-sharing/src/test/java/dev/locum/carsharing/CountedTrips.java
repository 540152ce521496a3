package dev.locum.carsharing;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.carsharing.api.trip.v1.RecordTripRequest;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerMode;
import dev.locum.grpcauthz.caller.CallerRules;
import dev.locum.grpcauthz.caller.TrustSource;
import dev.locum.grpcauthz.options.v1.AuthRequirements;
import dev.locum.grpcauthz.options.v1.MethodAuth;
import dev.locum.grpcauthz.options.v1.OptionsProto;
import dev.locum.grpcauthz.server.GrpcAuthorization;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.Audience;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A trip service on loopback that counts how often {@code RecordTrip} is reached, under the
 * contract of today but for that method's.
 */
final class CountedTrips implements AutoCloseable {

  private final AtomicInteger reached = new AtomicInteger();
  private final GrpcAuthorization authorization;
  private final Server server;

  private CountedTrips(
      TestIssuer issuer, ServerCredentials transport, MethodAuth record, TrustSource... sources)
      throws IOException {
    CallerRules.Builder rules =
        CallerAuthenticator.builder()
            .self(new Audience("trip"))
            .verifier(issuer.verifier())
            .accept(CallerMode.EXCHANGE, CallerMode.USER);
    Arrays.stream(sources).forEach(rules::trustSource);
    Clock clock = Clock.systemUTC();
    authorization =
        GrpcAuthorization.builder()
            .authenticator(rules.build())
            .audit(
                new AuditRecorder(
                    AuditParties.of("downstream", "trip"),
                    new RecordingAuditSink(),
                    new EventIds(clock, new Random(1)),
                    clock))
            .clock(clock)
            .build();
    server =
        authorization
            .secure(
                NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), transport),
                () -> changed(new Counting(), record))
            .build()
            .start();
  }

  /** Serves with this contract of {@code RecordTrip}. */
  static CountedTrips serve(
      TestIssuer issuer, ServerCredentials transport, MethodAuth record, TrustSource... sources)
      throws IOException {
    return new CountedTrips(issuer, transport, record, sources);
  }

  /** What the contract of {@code RecordTrip} says today. */
  static MethodAuth today() {
    return MethodAuth.newBuilder()
        .setInternal(true)
        .setRequires(AuthRequirements.newBuilder().addScopes("trip.record"))
        .build();
  }

  int port() {
    return server.getPort();
  }

  int reached() {
    return reached.get();
  }

  @Override
  public void close() {
    server.shutdownNow();
    authorization.close();
  }

  private final class Counting extends TripServiceGrpc.TripServiceImplBase {

    @Override
    public void recordTrip(RecordTripRequest request, StreamObserver<Trip> observer) {
      reached.incrementAndGet();
      observer.onNext(Trip.getDefaultInstance());
      observer.onCompleted();
    }
  }

  private static ServerServiceDefinition changed(BindableService service, MethodAuth record) {
    ServerServiceDefinition bound = service.bindService();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(bound.getServiceDescriptor().getName())
            .setSchemaDescriptor(new Contract(file(record)));
    bound.getMethods().forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder changed = ServerServiceDefinition.builder(descriptor.build());
    bound.getMethods().forEach(changed::addMethod);
    return changed.build();
  }

  private static FileDescriptor file(MethodAuth record) {
    FileDescriptor today = Trip.getDescriptor().getFile();
    FileDescriptorProto.Builder changed = today.toProto().toBuilder();
    for (MethodDescriptorProto.Builder method :
        changed.getServiceBuilder(0).getMethodBuilderList()) {
      if (method.getName().equals("RecordTrip")) {
        method.setOptions(
            MethodOptions.newBuilder().setExtension(OptionsProto.methodAuth, record).build());
      }
    }
    try {
      return FileDescriptor.buildFrom(
          changed.build(), today.getDependencies().toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }

  private record Contract(FileDescriptor file) implements ProtoServiceDescriptorSupplier {

    @Override
    public FileDescriptor getFileDescriptor() {
      return file;
    }

    @Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return file.getServices().get(0);
    }
  }
}
