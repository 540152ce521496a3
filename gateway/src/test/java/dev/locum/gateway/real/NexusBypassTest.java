package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.locum.gateway.caller.Layout;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.ScheduleNexusOperationCommandAttributes;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.EventType;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.history.v1.HistoryEvent;
import dev.locum.temporalapi.nexus.v1.EndpointSpec;
import dev.locum.temporalapi.nexus.v1.EndpointTarget;
import dev.locum.temporalapi.operatorservice.v1.CreateNexusEndpointRequest;
import dev.locum.temporalapi.operatorservice.v1.ListNexusEndpointsRequest;
import dev.locum.temporalapi.operatorservice.v1.OperatorServiceGrpc;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.workflowservice.v1.PollNexusTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollNexusTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.StartNexusOperationExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nexus: at a bare Temporal Bob's workflow calls what Alice's workers serve under headers of his
 * choice, he takes the calls that are meant for her, and he says where an endpoint leads. Through
 * the gateway all of Nexus is refused.
 */
@Tag("both-temporals")
@InRealWorld({"nexus", "caller"})
final class NexusBypassTest {

  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(30);
  private static final String FORGED = "forged-by-bob";

  private final RealWorld world;

  NexusBypassTest(RealWorld world) {
    this.world = world;
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 13,
      in = {Layout.SHARED, Layout.DEDICATED})
  void forgedHeaders_reachNoHandler(Layout layout) {
    Ground ground = new Ground(world, layout);
    String endpoint = endpoint(ground, "headers");
    Map<String, String> forged =
        Map.of("nexus-callback-token", FORGED, "authorization", "Bearer " + FORGED);
    PollNexusTaskQueueResponse reached = ordered(ground, order(endpoint, forged));
    assertThat(reached.getRequest().toString()).as("at a bare Temporal").contains(FORGED);

    assertNothingOrdered(ground, order(endpoint, forged));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 14,
      in = {Layout.SHARED, Layout.DEDICATED})
  void endpoints_areNotCalled_norMade_norSeen(Layout layout) {
    Ground ground = new Ground(world, layout);
    String endpoint = endpoint(ground, "target");
    ordered(ground, order(endpoint, Map.of()));
    assertThat(endpoints(world.bare())).contains(endpoint);

    assertNothingOrdered(ground, order(endpoint, Map.of()));
    assertNothingOrdered(ground, order("__temporal_system", Map.of()));
    for (String workload : List.of("bob-worker", "bob-starter")) {
      Party bob = ground.through(workload);
      world.attacks().refused(DenialReason.CALLER_NOT_ALLOWED, () -> endpoints(bob));
      world
          .attacks()
          .refused(
              DenialReason.CALLER_NOT_ALLOWED,
              () -> create(bob, endpoint + "-retargeted", ground.attackers(), "bob-nexus"));
    }
    assertThat(endpoints(world.bare())).doesNotContain(endpoint + "-retargeted");
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  @Tag("real-temporal")
  @Bypass(
      value = {14, 28},
      in = {Layout.SHARED, Layout.DEDICATED})
  void operationsWithoutAWorkflow_areNotStarted(Layout layout) {
    Ground ground = new Ground(world, layout);
    String endpoint = endpoint(ground, "alone");
    Party attacker = world.bare().in(ground.attackers());
    Await.untilPasses(
        "the endpoint is known", PATIENCE, () -> startAlone(attacker, endpoint, "alone-1"));
    assertThat(poll(ground.bare(), "alice-nexus").getRequest().getEndpoint())
        .as("at a bare Temporal")
        .isEqualTo(endpoint);

    Party bob = world.through("bob-starter").in(ground.attackers());
    world
        .attacks()
        .refused(DenialReason.CALLER_NOT_ALLOWED, () -> startAlone(bob, endpoint, "bob.alone-2"));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 15,
      in = {Layout.SHARED, Layout.DEDICATED})
  void callsForAVictim_areNotPolled(Layout layout) {
    Ground ground = new Ground(world, layout);
    String endpoint = endpoint(ground, "polled");
    assertThat(ordered(ground, order(endpoint, Map.of())).getTaskToken())
        .as("stolen at a bare Temporal")
        .isNotEmpty();

    Party bob = ground.through("bob-worker");
    world.attacks().refused(DenialReason.CALLER_NOT_ALLOWED, () -> poll(bob, "alice-nexus"));
    world
        .attacks()
        .refused(
            DenialReason.CALLER_NOT_ALLOWED, () -> poll(bob.in(ground.attackers()), "bob-nexus"));

    assertThat(ordered(ground, order(endpoint, Map.of())).getTaskToken())
        .as("the next one is Alice's")
        .isNotEmpty();
  }

  /** What Temporal tells a worker by way of its own queue, such as to end an activity. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  @Bypass(
      value = 16,
      in = {Layout.SHARED, Layout.DEDICATED})
  void ordersToAVictimsWorkers_areNotPolled(Layout layout) throws Exception {
    Ground ground = new Ground(world, layout);
    PollNexusTaskQueueRequest poll =
        PollNexusTaskQueueRequest.newBuilder()
            .setNamespace(ground.namespace())
            .setIdentity("thief")
            .setTaskQueue(
                TaskQueue.newBuilder()
                    .setName("/temporal-sys/worker-commands/" + ground.namespace() + "/alice")
                    .setKind(TaskQueueKind.TASK_QUEUE_KIND_WORKER_COMMANDS))
            .build();
    Future<PollNexusTaskQueueResponse> open =
        WorkflowServiceGrpc.newFutureStub(world.bareChannel())
            .withDeadlineAfter(90, TimeUnit.SECONDS)
            .pollNexusTaskQueue(poll);
    TimeUnit.SECONDS.sleep(2);
    assertThat(open.isDone()).as("at a bare Temporal the poll waits for orders").isFalse();
    open.cancel(true);

    world
        .attacks()
        .refused(
            DenialReason.CALLER_NOT_ALLOWED,
            () -> ground.through("bob-worker").calls().pollNexusTaskQueue(poll));
  }

  /** Makes an endpoint, as Temporal's own operators do, that leads to Alice's workers. */
  private String endpoint(Ground ground, String name) {
    String endpoint = name + "-" + ground.layout().name().toLowerCase(Locale.ROOT);
    create(world.bare(), endpoint, ground.namespace(), "alice-nexus");
    return endpoint;
  }

  private static void create(Party party, String name, String namespace, String queue) {
    OperatorServiceGrpc.newBlockingStub(party.channel())
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .createNexusEndpoint(
            CreateNexusEndpointRequest.newBuilder()
                .setSpec(
                    EndpointSpec.newBuilder()
                        .setName(name)
                        .setTarget(
                            EndpointTarget.newBuilder()
                                .setWorker(
                                    EndpointTarget.Worker.newBuilder()
                                        .setNamespace(namespace)
                                        .setTaskQueue(queue))))
                .build());
  }

  private static List<String> endpoints(Party party) {
    return OperatorServiceGrpc.newBlockingStub(party.channel())
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .listNexusEndpoints(ListNexusEndpointsRequest.newBuilder().setPageSize(100).build())
        .getEndpointsList()
        .stream()
        .map(endpoint -> endpoint.getSpec().getName())
        .toList();
  }

  private static Command order(String endpoint, Map<String, String> headers) {
    return Command.newBuilder()
        .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_NEXUS_OPERATION)
        .setScheduleNexusOperationCommandAttributes(
            ScheduleNexusOperationCommandAttributes.newBuilder()
                .setEndpoint(endpoint)
                .setService("Payments")
                .setOperation("charge")
                .setScheduleToCloseTimeout(Duration.newBuilder().setSeconds(60))
                .putAllNexusHeader(headers))
        .build();
  }

  /** A workflow of Bob's orders it, directly; answers the call as the handler's poll gets it. */
  private PollNexusTaskQueueResponse ordered(Ground ground, Command order) {
    Party bob = world.bare().in(ground.attackers());
    String workflowId = "bob.direct-" + UUID.randomUUID();
    bob.start(workflowId, "bob-caller");
    Await.untilPasses("the endpoint is known", PATIENCE, () -> tryOrder(bob, order));
    PollNexusTaskQueueResponse call = poll(handler(ground), "alice-nexus");
    bob.terminate(workflowId);
    return call;
  }

  /** Who serves the endpoint; the embedded server looks for it in the caller's namespace. */
  private Party handler(Ground ground) {
    return RealWorld.isReal() ? ground.bare() : world.bare().in(ground.attackers());
  }

  /** An endpoint is known to all of Temporal a moment after it was made. */
  private static void tryOrder(Party bob, Command order) {
    try {
      bob.answer(bob.poll("bob-caller").getTaskToken(), order);
    } catch (StatusRuntimeException e) {
      throw new AssertionError("not ordered yet", e);
    }
  }

  /** A workflow of Bob's orders it through the gateway: a failed task and nothing more. */
  private void assertNothingOrdered(Ground ground, Command order) {
    String workflowId = "bob.through-" + UUID.randomUUID();
    world.through("bob-starter").in(ground.attackers()).start(workflowId, "bob-caller");
    Party bob = world.through("bob-worker").in(ground.attackers());
    ByteString task = bob.poll("bob-caller").getTaskToken();
    world.attacks().replaced(DenialReason.METHOD_NOT_ALLOWED, () -> bob.answer(task, order));

    Party bare = world.bare().in(ground.attackers());
    assertThat(bare.history(workflowId))
        .extracting(HistoryEvent::getEventType)
        .contains(EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
        .doesNotContain(EventType.EVENT_TYPE_NEXUS_OPERATION_SCHEDULED);
    bare.terminate(workflowId);
  }

  private static void startAlone(Party party, String endpoint, String id) {
    try {
      party
          .calls()
          .startNexusOperationExecution(
              StartNexusOperationExecutionRequest.newBuilder()
                  .setNamespace(party.namespace())
                  .setRequestId(UUID.randomUUID().toString())
                  .setOperationId(id)
                  .setEndpoint(endpoint)
                  .setService("Payments")
                  .setOperation("charge")
                  .setScheduleToCloseTimeout(Duration.newBuilder().setSeconds(60))
                  .build());
    } catch (StatusRuntimeException e) {
      if (!e.getStatus().getCode().equals(Status.Code.NOT_FOUND)) {
        throw e;
      }
      throw new AssertionError("not known yet", e);
    }
  }

  private static PollNexusTaskQueueResponse poll(Party party, String queue) {
    return party
        .calls()
        .pollNexusTaskQueue(
            PollNexusTaskQueueRequest.newBuilder()
                .setNamespace(party.namespace())
                .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                .setIdentity("by-hand")
                .build());
  }
}
