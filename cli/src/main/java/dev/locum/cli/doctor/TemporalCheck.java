package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.rpc.WorkloadCalls;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.value.Address;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Whether a Temporal frontend, or a gateway before it, answers where a process looks for it. It is
 * asked for its health, which every server of gRPC answers or refuses.
 */
record TemporalCheck(CliContext context, String setting, TemporalSettings temporal, Address at) {

  private static final MethodDescriptor<byte[], byte[]> HEALTH =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("grpc.health.v1.Health/Check")
          .setRequestMarshaller(new Octets())
          .setResponseMarshaller(new Octets())
          .build();

  Finding look() {
    ManagedChannel channel = WorkloadCalls.temporal(temporal, at, setting);
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          HEALTH,
          CallOptions.DEFAULT.withDeadlineAfter(
              context.timeout().toMillis(), TimeUnit.MILLISECONDS),
          new byte[0]);
      return answers();
    } catch (StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case UNAVAILABLE, DEADLINE_EXCEEDED ->
            Finding.bad(
                at + " does not answer" + (isTls(e.getStatus()) ? ": no trusted connection" : ""),
                isTls(e.getStatus())
                    ? "Is its certificate of the authority in "
                        + setting
                        + ".tls.ca, and for that host (tls.serverName)? Does it want a"
                        + " clientCertificate?"
                    : "Is Temporal running there, and does a firewall let this machine through?");
        default -> answers();
      };
    } finally {
      channel.shutdownNow();
    }
  }

  private Finding answers() {
    return Finding.good(at + " answers");
  }

  private static boolean isTls(Status status) {
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof javax.net.ssl.SSLException) {
        return true;
      }
    }
    return false;
  }

  private static final class Octets implements MethodDescriptor.Marshaller<byte[]> {

    private static final int MOST = 64 * 1024;

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readNBytes(MOST);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
