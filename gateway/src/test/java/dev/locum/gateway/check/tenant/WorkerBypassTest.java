package dev.locum.gateway.check.tenant;

import static dev.locum.gateway.check.tenant.Attempts.assertDenied;
import static dev.locum.gateway.check.tenant.Attempts.assertForwarded;
import static dev.locum.gateway.check.tenant.Attempts.forwarded;
import static dev.locum.gateway.check.tenant.Attempts.normal;
import static dev.locum.gateway.check.tenant.Attempts.poll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.deployment.v1.WorkerDeploymentOptions;
import dev.locum.temporalapi.worker.v1.WorkerHeartbeat;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.RecordWorkerHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.ShutdownWorkerRequest;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The known ways around a gateway by what a worker says of itself: where it takes orders, under
 * which key it lives and ends, to which deployment it belongs. The number is that of the list in
 * the issue.
 */
final class WorkerBypassTest {

  private static final GatewayCaller WORKER = Scene.alice(CallerRole.WORKER);

  @Test
  void bypass_05_5_16_ordersToWorkers_areNeverAskedFor() {
    PollWorkflowTaskQueueRequest poll =
        poll(Scene.SHARED, normal(Scene.QUEUE))
            .setWorkerControlTaskQueue("temporal-sys/worker-commands/shared/bobs-key")
            .setWorkerInstanceKey("bobs-key")
            .build();

    PollWorkflowTaskQueueRequest forwarded = (PollWorkflowTaskQueueRequest) forwarded(WORKER, poll);

    assertThat(forwarded.getWorkerControlTaskQueue()).isEmpty();
    assertThat(forwarded.getWorkerInstanceKey()).isEqualTo("alice.bobs-key");
    assertDenied(
        WORKER,
        poll.toBuilder().setWorkerControlTaskQueue("bob-orders").build(),
        DenialReason.ACTION_NOT_ALLOWED);
  }

  @Test
  void bypass_05_5_16_aHeartbeatUnderAVictimsKey_isTheAttackersOwn() {
    RecordWorkerHeartbeatRequest heartbeat =
        RecordWorkerHeartbeatRequest.newBuilder()
            .setNamespace(Scene.SHARED)
            .addWorkerHeartbeat(
                WorkerHeartbeat.newBuilder()
                    .setWorkerInstanceKey("bob.key")
                    .setTaskQueue(Scene.QUEUE))
            .build();

    RecordWorkerHeartbeatRequest forwarded =
        (RecordWorkerHeartbeatRequest) forwarded(WORKER, heartbeat);

    assertThat(forwarded.getWorkerHeartbeat(0).getWorkerInstanceKey()).isEqualTo("alice.bob.key");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void bypass_05_5_17_aShutdown_endsNoPollsOfOthers(Layout layout) {
    ShutdownWorkerRequest.Builder shutdown =
        ShutdownWorkerRequest.newBuilder()
            .setNamespace(Scene.namespace("alice", layout))
            .setStickyTaskQueue("bob-orders");

    assertThat(((ShutdownWorkerRequest) forwarded(WORKER, shutdown.build())).getStickyTaskQueue())
        .isEqualTo("locum.sticky/alice/alice-worker/bob-orders");
    assertDenied(
        WORKER, shutdown.setTaskQueue("bob-orders").build(), DenialReason.ACTION_NOT_ALLOWED);
  }

  @Test
  void bypass_05_5_19_aVictimsDeployment_isRefused() {
    WorkerDeploymentOptions.Builder options = WorkerDeploymentOptions.newBuilder().setBuildId("1");

    for (String name : List.of("bob_orders", "orders", "alice", "alice-b_orders", "alice.orders")) {
      assertDenied(
          WORKER,
          poll(Scene.SHARED, normal(Scene.QUEUE))
              .setDeploymentOptions(options.setDeploymentName(name))
              .build(),
          DenialReason.ACTION_NOT_ALLOWED);
    }
    assertForwarded(
        WORKER,
        poll("alice-own", normal(Scene.QUEUE))
            .setDeploymentOptions(options.setDeploymentName("orders"))
            .build());
    assertForwarded(
        WORKER,
        poll(Scene.SHARED, normal(Scene.QUEUE))
            .setDeploymentOptions(options.setDeploymentName("alice_orders"))
            .build());
  }
}
