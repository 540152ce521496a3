package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.rpc.WorkloadCalls;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.value.Address;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Whether a Temporal frontend, or a gateway before it, answers where a process looks for it, and
 * takes the process's credential. It is asked what it can do: stock Temporal tells that everybody,
 * a gateway those whom it lets in.
 */
record TemporalCheck(CliContext context, String setting, TemporalSettings temporal, Address at) {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final MethodDescriptor<byte[], byte[]> SYSTEM_INFO =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo")
          .setRequestMarshaller(new Octets())
          .setResponseMarshaller(new Octets())
          .build();

  Finding look() {
    ManagedChannel channel = WorkloadCalls.temporal(temporal, at, setting);
    try {
      ClientCalls.blockingUnaryCall(
          ClientInterceptors.intercept(
              channel, MetadataUtils.newAttachHeadersInterceptor(credential())),
          SYSTEM_INFO,
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
        case UNAUTHENTICATED, PERMISSION_DENIED -> temporal.token() ? answers() : refused();
        default -> answers();
      };
    } finally {
      channel.shutdownNow();
    }
  }

  private Metadata credential() {
    Metadata headers = new Metadata();
    temporal.apiKey().ifPresent(key -> headers.put(AUTHORIZATION, "Bearer " + key.reveal()));
    return headers;
  }

  private Finding refused() {
    boolean shown = temporal.apiKey().isPresent() || temporal.clientCertificate().isPresent();
    return Finding.bad(
        at + (shown ? " does not take the credential" : " wants a credential"),
        shown
            ? "Was the API key issued, or the certificate registered, for this workload, and not"
                + " taken back since (`locum workload show`)?"
            : "A gateway lets nobody in without one: `locum workload issue-key` makes an API key"
                + " for "
                + setting
                + ".apiKey; or "
                + setting
                + ".clientCertificate.");
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
