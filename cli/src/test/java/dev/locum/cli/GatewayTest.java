package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.protocol.auth.v1.NamespaceGrant;
import dev.locum.protocol.auth.v1.WorkloadKind;
import dev.locum.protocol.gateway.v1.Check;
import dev.locum.protocol.gateway.v1.CheckOutcome;
import dev.locum.protocol.gateway.v1.ExplainCallRequest;
import dev.locum.protocol.gateway.v1.ExplainCallResponse;
import dev.locum.protocol.gateway.v1.ExplanationServiceGrpc.ExplanationServiceImplBase;
import dev.locum.protocol.gateway.v1.Verdict;
import dev.locum.testkit.auth.FakeWorkload;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code locum gateway explain}: asks as the operator and says what it was told. */
class GatewayTest {

  private static final String REQUEST = "{\"namespace\": \"default\"}";

  @TempDir Path home;
  private CliFixture locum;
  private Server server;
  private Verdict verdict = Verdict.VERDICT_REFUSED;
  private final List<ExplainCallRequest> asked = new ArrayList<>();
  private final List<String> shown = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    locum = new CliFixture(home);
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .addService(new Explaining())
            .intercept(new Showing())
            .build()
            .start();
    locum.world.with(FakeWorkload.operator("operator"));
    Path key =
        Files.writeString(home.resolve("operator.key"), FakeWorkload.operator("operator").apiKey());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    locum.writeProfileText(
        "local",
        """
        cli:
          issuer: %s
          authService:
            target: %s
            insecure: { plaintext: true }
          gateway:
            target: 127.0.0.1:%d
            insecure: { plaintext: true }
          administrator:
            id: operator
            apiKey: "file:%s"
        """
            .formatted(locum.http.url(), locum.auth.address(), server.getPort(), key));
  }

  @AfterEach
  void end() {
    server.shutdownNow();
    locum.close();
  }

  @Test
  void refusedCall_isExplained_andTheExitCodeSaysSo() {
    CliFixture.Outcome said =
        locum.run(
            "gateway", "explain", "DescribeNamespace", "--as", "bob-worker", "--request", REQUEST);

    assertThat(said.err()).isEmpty();
    assertThat(said.exit()).isEqualTo(8);
    assertThat(said.out())
        .contains("REFUSED", "ENTITY_NOT_FOUND", "namespace", "a namespace without grant", "bob.");
    assertThat(asked)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.getWorkloadId()).isEqualTo("bob-worker");
          assertThat(request.getRequestJson()).isEqualTo(REQUEST);
        });
    assertThat(shown).singleElement().asString().startsWith("Bearer ");
  }

  @Test
  void allowedCall_isDone_asJsonToo() throws IOException {
    verdict = Verdict.VERDICT_ALLOWED;
    Path file = Files.writeString(home.resolve("request.json"), REQUEST);

    CliFixture.Outcome said =
        locum.run(
            "-o",
            "json",
            "gateway",
            "explain",
            "DescribeNamespace",
            "--as",
            "bob-worker",
            "--request",
            file.toString(),
            "--credential",
            "api-key");

    assertThat(said.exit()).isZero();
    assertThat(said.json()).containsEntry("verdict", "ALLOWED");
    assertThat(asked.get(0).getRequestJson()).isEqualTo(REQUEST);
    assertThat(asked.get(0).getProvenBy().name()).isEqualTo("CREDENTIAL_KIND_API_KEY");
  }

  @Test
  void requestThatIsNeitherJsonNorFile_isUsage() {
    assertThat(
            locum.run("gateway", "explain", "X", "--as", "y", "--request", "no-such-file").exit())
        .isEqualTo(2);
    assertThat(locum.run("gateway", "explain", "X", "--as", "y", "--credential", "magic").exit())
        .isEqualTo(2);
    assertThat(locum.run("gateway").exit()).isEqualTo(2);
    assertThat(asked).isEmpty();
  }

  private final class Explaining extends ExplanationServiceImplBase {
    @Override
    public void explainCall(
        ExplainCallRequest request, StreamObserver<ExplainCallResponse> answer) {
      asked.add(request);
      answer.onNext(
          ExplainCallResponse.newBuilder()
              .setVerdict(verdict)
              .setReason("ENTITY_NOT_FOUND")
              .setCode("ENTITY_NOT_FOUND")
              .setDetail("a namespace without grant")
              .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
              .addChecks(
                  Check.newBuilder()
                      .setName("namespace")
                      .setOutcome(CheckOutcome.CHECK_OUTCOME_FAILED)
                      .setDetail("a namespace without grant"))
              .addGrants(NamespaceGrant.newBuilder().setNamespace("bobs").setIdPrefix("bob."))
              .build());
      answer.onCompleted();
    }
  }

  private final class Showing implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      shown.add(headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)));
      return next.startCall(call, headers);
    }
  }
}
