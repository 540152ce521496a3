package dev.locum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditDecision;
import dev.locum.audit.AuditEventType;
import dev.locum.e2e.fixture.Deployment;
import dev.locum.e2e.fixture.PoolProcess;
import dev.locum.e2e.fixture.RelayWork;
import dev.locum.launcher.stage.TripClient;
import dev.locum.launcher.topology.AuthorityClient;
import dev.locum.launcher.topology.ChildProcess;
import dev.locum.launcher.topology.Ports;
import dev.locum.launcher.topology.Topology;
import dev.locum.launcher.topology.World;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.locum.protocol.admin.v1.IssueApiKeyRequest;
import dev.locum.protocol.admin.v1.ListRolesRequest;
import dev.locum.protocol.admin.v1.PutRoleRequest;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutWorkloadRequest;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.WorkStatus;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A workflow of one pool leaves a part of its work to another pool of its tenant: two processes
 * with a credential each, that reach Temporal by the gateway alone.
 */
final class ChildOnAnotherPoolIT {

  private static final Duration START = Duration.ofSeconds(90);

  /** Names both queues: delegations reach from the first to the second. */
  private static final String BOTH = "relay-both";

  /** Names the first queue alone. */
  private static final String ALONE = "relay-alone";

  /** Names the second as well since work was started: delegations name the first alone. */
  private static final String SINCE = "relay-since";

  @TempDir private static Path scratch;
  private static final List<ChildProcess> POOLS = new ArrayList<>();

  private static String reserving = "";
  private static String releasing = "";

  private final Deployment deployment = Deployment.shared();

  @BeforeAll
  static void start() throws Exception {
    Topology topology = Deployment.shared().topology();
    try (AuthorityClient operator = topology.operator()) {
      AdminServiceBlockingStub admin =
          AdminServiceGrpc.newBlockingStub(operator.channel())
              .withCallCredentials(operator.credentials());
      String first = workload(admin, "alice-first-worker", RelayWork.FIRST);
      String second = workload(admin, "alice-second-worker", RelayWork.SECOND);
      route(admin, BOTH, RelayWork.FIRST, RelayWork.SECOND);
      route(admin, ALONE, RelayWork.FIRST);
      route(admin, SINCE, RelayWork.FIRST);
      let(admin, "rider", BOTH, ALONE, SINCE);
      reserving = start(SINCE, "reserve");
      releasing = start(SINCE, "release");
      route(admin, SINCE, RelayWork.FIRST, RelayWork.SECOND);
      POOLS.add(pool(topology, "alice-first-worker", RelayWork.FIRST, first));
      POOLS.add(pool(topology, "alice-second-worker", RelayWork.SECOND, second));
    }
    for (ChildProcess pool : POOLS) {
      pool.awaitLine("ready on", START);
    }
  }

  @AfterAll
  static void end() throws Exception {
    for (ChildProcess pool : POOLS) {
      pool.kill();
    }
  }

  private static String workload(AdminServiceBlockingStub admin, String id, String queue) {
    admin.putWorkload(
        PutWorkloadRequest.newBuilder()
            .setWorkload(
                Workload.newBuilder()
                    .setId(id)
                    .setKind(WorkloadKind.WORKLOAD_KIND_WORKER)
                    .setTenant("alice")
                    .addTaskQueues(
                        TaskQueueRef.newBuilder()
                            .setNamespace(World.NAMESPACE)
                            .setTaskQueue(queue)))
            .build());
    return admin.issueApiKey(IssueApiKeyRequest.newBuilder().setWorkloadId(id).build()).getApiKey();
  }

  private static void route(AdminServiceBlockingStub admin, String name, String... queues) {
    admin.putRoute(
        PutRouteRequest.newBuilder()
            .setRoute(
                Route.newBuilder()
                    .setTenant("alice")
                    .setName(name)
                    .setNamespace(World.NAMESPACE)
                    .setWorkflowType("RelayWorkflow")
                    .addAllTaskQueues(List.of(queues))
                    .addActions("fleet.reserve")
                    .addActions("fleet.release")
                    .setDelegationLimit(com.google.protobuf.Duration.newBuilder().setSeconds(600)))
            .build());
  }

  private static void let(AdminServiceBlockingStub admin, String role, String... routes) {
    Role before =
        admin
            .listRoles(ListRolesRequest.newBuilder().setTenant("alice").build())
            .getRolesList()
            .stream()
            .filter(each -> each.getName().equals(role))
            .findFirst()
            .orElseThrow();
    admin.putRole(
        PutRoleRequest.newBuilder()
            .setRole(before.toBuilder().addAllRoutes(List.of(routes)))
            .build());
  }

  private static ChildProcess pool(Topology topology, String workload, String queue, String key)
      throws IOException {
    Path directory = Files.createDirectories(scratch.resolve(workload));
    Ports ports = topology.ports();
    new PoolProcess.Pool(
            workload,
            queue,
            topology.issuer().value(),
            "localhost:" + ports.authGrpc(),
            "localhost:" + ports.gateway(),
            topology.certificateAuthority())
        .write(directory, key);
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"));
    return ChildProcess.start(
        workload,
        java,
        List.of(PoolProcess.class.getName(), directory.toString()),
        directory.resolve("pool.log"));
  }

  private static String start(String route, String step) throws Exception {
    return Deployment.shared()
        .startOnceReachable(route, '"' + step + '"', UUID.randomUUID().toString())
        .getWorkflowId();
  }

  private static TripClient ada() throws Exception {
    return Deployment.shared().stage().clientOf("ada");
  }

  /** S3-58: for the same user, at the other pool's process, by the delegation of its parent. */
  @Test
  void childOnAQueueThatTheDelegationNames_isDoneThere_byItsParents() throws Exception {
    String relay = start(BOTH, "release");

    assertDoneAtBoth(relay);
    assertThat(exchanged(relay)).isFalse();
  }

  /** S3-58: for the same user, by a delegation of its own. */
  @Test
  void childOnAnotherPoolsQueue_isDoneThere_byItsOwn() throws Exception {
    assertDoneAtBoth(reserving);
    assertThat(exchanged(reserving)).isTrue();
  }

  private void assertDoneAtBoth(String relay) throws Exception {
    GetResultResponse result = ada().result(relay);
    assertThat(result.getWork().getStatus()).isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
    String user = result.getWork().getRequestedBy();
    assertThat(result.toString())
        .contains(RelayWork.FIRST + " for " + user)
        .contains(RelayWork.SECOND + " for " + user);
    assertThat(deployment.workersOf(relay)).contains("alice-first-worker");
    assertThat(deployment.workersOf(relay + "-leg")).containsExactly("alice-second-worker");
  }

  /** S3-58: its own delegation is for what its type was declared with, and not its parent's. */
  @Test
  void childThatDoesWhatItsParentAloneMay_isRefused() throws Exception {
    GetResultResponse result = ada().result(releasing);

    assertThat(result.getWork().getStatus()).isEqualTo(WorkStatus.WORK_STATUS_FAILED);
    assertThat(kinds(releasing)).contains(EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED);
    assertThat(history(releasing + "-leg").toString()).contains("ACTION_NOT_ALLOWED");
  }

  /** A route that does not name the queue reaches no other pool. */
  @Test
  void childOnAQueueThatTheRouteDoesNotName_doesNotStart() throws Exception {
    String relay = start(ALONE, "reserve");
    GetResultResponse result = ada().result(relay);

    assertThat(result.getWork().getStatus()).isEqualTo(WorkStatus.WORK_STATUS_FAILED);
    assertThat(kinds(relay))
        .doesNotContain(EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED);
  }

  private boolean exchanged(String workflowId) throws InterruptedException {
    return deployment
        .stage()
        .trail(workflowId)
        .has(AuditEventType.DELEGATION_EXCHANGED, AuditDecision.Outcome.ALLOWED);
  }

  private List<EventType> kinds(String workflowId) {
    return history(workflowId).stream().map(HistoryEvent::getEventType).toList();
  }

  private List<HistoryEvent> history(String workflowId) {
    return deployment
        .stage()
        .temporal()
        .stub()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(World.NAMESPACE)
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                .build())
        .getHistory()
        .getEventsList();
  }
}
