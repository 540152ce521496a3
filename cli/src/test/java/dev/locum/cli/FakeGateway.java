package dev.locum.cli;

import com.google.protobuf.Empty;
import dev.locum.testkit.tls.IssuedCertificate;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.protobuf.ProtoUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a gateway says to whoever asks what Temporal can do: nothing without the one credential. */
final class FakeGateway implements AutoCloseable {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String SERVICE = "temporal.api.workflowservice.v1.WorkflowService";

  private static final MethodDescriptor<Empty, Empty> SYSTEM_INFO =
      MethodDescriptor.<Empty, Empty>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(SERVICE + "/GetSystemInfo")
          .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .build();

  private final Server server;

  private FakeGateway(Server server) {
    this.server = server;
  }

  static FakeGateway start(IssuedCertificate shown, String authorization) throws IOException {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder(SERVICE)
            .addMethod(
                SYSTEM_INFO,
                (call, headers) -> {
                  answer(call, authorization.equals(headers.get(AUTHORIZATION)));
                  return new ServerCall.Listener<>() {};
                })
            .build();
    return new FakeGateway(
        Grpc.newServerBuilderForPort(
                0,
                TlsServerCredentials.create(
                    pem(shown.certificatePem()), pem(shown.privateKeyPem())))
            .addService(service)
            .build()
            .start());
  }

  String address() {
    return "localhost:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static void answer(ServerCall<Empty, Empty> call, boolean letIn) {
    call.request(1);
    if (letIn) {
      call.sendHeaders(new Metadata());
      call.sendMessage(Empty.getDefaultInstance());
      call.close(Status.OK, new Metadata());
    } else {
      call.close(Status.UNAUTHENTICATED, new Metadata());
    }
  }

  private static InputStream pem(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
