package dev.locum.authservice.telemetry;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Measures calls by method and status. A method that is not served is {@code unknown}: a caller
 * cannot make series.
 */
final class CallMeter implements ServerInterceptor {

  private final MeterRegistry registry;

  CallMeter(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    // Only generated methods have a descriptor; what the fallback registry makes has none.
    boolean isServed = call.getMethodDescriptor().getSchemaDescriptor() != null;
    String method = isServed ? call.getMethodDescriptor().getFullMethodName() : "unknown";
    Timer.Sample sample = Timer.start(registry);
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            sample.stop(
                registry.timer(
                    Telemetry.PREFIX + "calls",
                    "method",
                    method,
                    "status",
                    status.getCode().name()));
            super.close(status, trailers);
          }
        },
        headers);
  }
}
