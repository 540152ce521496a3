package dev.locum.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.gateway.check.tenant.TenantRules;
import dev.locum.gateway.fixture.GatewayWorld;
import dev.locum.gateway.fixture.TightLimits;
import dev.locum.gateway.seal.SealKey;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.DescribeNamespaceRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.auth.FakeNamespace;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.token.denial.DenialReason;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporal keeps each sticky queue in memory for a while, by a name that its worker makes up. */
final class StickyNamesTest {

  private static final int OPEN = 2;

  @TempDir private Path directory;

  @Test
  void namesThatAWorkerMakesUp_areBounded_andTheOnesThatItHasGoOn() throws IOException {
    try (GatewayWorld world =
        GatewayWorld.start(
            directory,
            new TenantRules(new TokenSeal(SealKey.of(new byte[32]), List.of())),
            TightLimits.openCalls(OPEN))) {
      world.world().with(FakeNamespace.shared("default"));
      world.world().with(FakeWorkload.worker("alice-worker", "alice", "alice-work"));
      ManagedChannel channel = world.withApiKey("alice-worker");
      WorkflowServiceGrpc.newBlockingStub(channel)
          .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace("default").build());
      for (int i = 0; i < 2 * OPEN; i++) {
        assertThat(polled(channel, "host-" + i)).isNotEqualTo(DenialReason.TENANT_LIMIT_REACHED);
      }

      assertThat(polled(channel, "one-more")).isEqualTo(DenialReason.TENANT_LIMIT_REACHED);
      assertThat(polled(channel, "host-0")).isNotEqualTo(DenialReason.TENANT_LIMIT_REACHED);
    }
  }

  /** Polls shortly, and says why it ended. */
  private static DenialReason polled(ManagedChannel channel, String name) {
    return Refusals.reasonOf(
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                WorkflowServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .pollWorkflowTaskQueue(
                        PollWorkflowTaskQueueRequest.newBuilder()
                            .setNamespace("default")
                            .setIdentity("by-hand")
                            .setTaskQueue(
                                TaskQueue.newBuilder()
                                    .setName(name)
                                    .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
                                    .setNormalName("alice-work"))
                            .build())));
  }
}
