package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever can connect is refused as often as they like; the trail is for those who are known. */
final class StrangersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MANY = 300;

  private static final MethodDescriptor<DescribeNamespaceRequest, DescribeNamespaceResponse> KNOWN =
      WorkflowServiceGrpc.getDescribeNamespaceMethod();

  private static final MethodDescriptor<DescribeNamespaceRequest, DescribeNamespaceResponse>
      UNKNOWN =
          KNOWN.toBuilder()
              .setFullMethodName("temporal.server.api.adminservice.v1.AdminService/Anything")
              .build();

  @TempDir private Path directory;

  @Test // S3-56
  void strangersCalls_areToldWhatIsWrong_andFillNoTrail() throws IOException {
    try (GatewayWorld world = GatewayWorld.start(directory)) {
      Channel anonymous = world.anonymous();
      Channel wrong = world.withBearer("lk_made-up");
      for (int i = 0; i < MANY; i++) {
        assertThat(refusal(anonymous, KNOWN)).isEqualTo(DenialReason.NO_CREDENTIAL);
        assertThat(refusal(anonymous, UNKNOWN)).isEqualTo(DenialReason.METHOD_NOT_ALLOWED);
        refusal(wrong, KNOWN);
      }

      assertThat(refusal(world.withApiKey("bob-starter"), KNOWN))
          .as("somebody who is known, from the same address")
          .isEqualTo(DenialReason.ENTITY_NOT_FOUND);
      Await.untilPasses(
          "the last refusal is in the trail",
          PATIENCE,
          () ->
              assertThat(world.authService().events())
                  .anyMatch(event -> event.getTenant().equals("bob")));
      assertThat(world.authService().events())
          .filteredOn(event -> event.getTenant().isEmpty())
          .as("of %d refusals of strangers", 3 * MANY)
          .hasSizeBetween(1, 3 * MANY / 4);
    }
  }

  private static DenialReason refusal(
      Channel channel,
      MethodDescriptor<DescribeNamespaceRequest, DescribeNamespaceResponse> method) {
    DescribeNamespaceRequest request =
        DescribeNamespaceRequest.newBuilder().setNamespace("nowhere").build();
    return Refusals.reasonOf(
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request)));
  }
}
