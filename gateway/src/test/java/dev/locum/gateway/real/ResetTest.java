package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.VerifyDelegationRequest;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.auth.FakeWorkload;
import dev.locum.testkit.await.Await;
import dev.locum.testkit.token.TestIssuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.worker.AuthService;
import dev.locum.worker.LocumPlugin;
import dev.locum.worker.context.LocumContext;
import dev.locum.worker.context.Principal;
import dev.locum.worker.header.LocumHeaders;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.common.v1.Header;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that an operator makes by a reset, which only a real server can do (S2-10, S3-17): it is of
 * its chain, acts for the same user, and does nothing that was not verified for it by its own run
 * id, whatever its history holds from before.
 */
@Tag("real-temporal")
final class ResetTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String QUEUE = "alice-work";
  private static final String TRIP = "alice.trip-1";
  private static final String DELEGATION = "delegation-1";
  private static final Principal ADA = new Principal("user-ada", "alice");

  @TempDir private Path directory;

  private final List<String> booked = new CopyOnWriteArrayList<>();
  private final RecordingAuditSink audit = new RecordingAuditSink();
  private RealWorld world;
  private ManagedChannel authService;
  private LocumPlugin locum;
  private WorkerFactory factory;
  private String firstRun;

  @WorkflowInterface
  public interface Trip {
    @WorkflowMethod(name = RealWorld.TYPE)
    String travel();
  }

  @ActivityInterface
  public interface Booking {
    @ActivityMethod(name = "Book")
    String book(String what);
  }

  /** A step, some seconds in which it can be reset, a step. */
  public static final class TripWorkflow implements Trip {
    @Override
    public String travel() {
      Booking booking =
          Workflow.newActivityStub(
              Booking.class,
              ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(20)).build());
      booking.book("vehicle");
      Workflow.sleep(Duration.ofSeconds(8));
      return booking.book("insurance");
    }
  }

  @BeforeEach
  void startAWorkflowAndItsFirstStep() throws IOException {
    world = RealWorld.start(directory, "work");
    authService =
        NettyChannelBuilder.forTarget(world.gateway().authService().address())
            .usePlaintext()
            .build();
    locum =
        LocumPlugin.builder()
            .authService(
                AuthService.of(
                        authService,
                        TestIssuer.ISSUER,
                        WorkloadCredential.apiKey(
                            new WorkloadId("alice-worker"),
                            RawToken.of(
                                FakeWorkload.worker("alice-worker", "alice", QUEUE).apiKey())))
                    .onInsecureLoopback())
            .auditSink(audit)
            .clock(world.gateway().clock())
            .activity("Book", "fleet.reserve")
            .build();
    factory =
        WorkerFactory.newInstance(
            WorkflowClient.newInstance(
                world.gateway().stubs(world.gateway().withApiKey("alice-worker"))),
            WorkerFactoryOptions.newBuilder().setPlugins(locum).build());
    Worker worker = factory.newWorker(QUEUE);
    worker.registerWorkflowImplementationTypes(TripWorkflow.class);
    worker.registerActivitiesImplementations((Booking) this::book);
    locum.start(factory);
    firstRun = start();
    Await.until(
        "the first step", PATIENCE, () -> has(firstRun, EventType.EVENT_TYPE_TIMER_STARTED));
  }

  @AfterEach
  void stop() {
    factory.shutdownNow();
    factory.awaitTermination(30, TimeUnit.SECONDS);
    locum.close();
    authService.shutdownNow();
    world.close();
  }

  private String book(String what) {
    Principal principal = LocumContext.current().principal();
    String entry = what + " for " + principal.userId() + "@" + principal.tenantId();
    booked.add(entry);
    return entry;
  }

  /** Everything again: the workflow and both of its steps are asked about for the new run. */
  @Test
  void run_resetToItsBeginning_isVerifiedLikeANewOne() {
    String run = resetTo(workflowTasks(firstRun).get(0));

    Await.until("the end", PATIENCE, () -> status(run) != running());

    assertThat(status(run))
        .as(() -> last(run).toString())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    assertThat(booked)
        .containsExactly(
            "vehicle for user-ada@alice",
            "vehicle for user-ada@alice",
            "insurance for user-ada@alice");
    assertThat(askedFor(run))
        .allSatisfy(request ->
            assertThat(request.getExecution().getFirstExecutionRunId()).isEqualTo(firstRun))
        .extracting(VerifyDelegationRequest::getActivityType)
        .contains("", "Book");
    assertThat(audit.events(AuditEventType.DELEGATION_VERIFIED))
        .filteredOn(event -> event.execution().runId().equals(run))
        .isNotEmpty()
        .allMatch(event -> event.decision().isAllowed())
        .allMatch(event -> event.parties().subject().equals(ADA.userId()));
  }

  /** What is in its history is replayed; what it does is asked about for the new run. */
  @Test
  void run_resetToTheMiddle_isVerifiedForWhatItDoes() {
    List<Long> tasks = workflowTasks(firstRun);
    String run = resetTo(tasks.get(tasks.size() - 1));

    Await.until("the end", PATIENCE, () -> status(run) != running());

    assertThat(status(run))
        .as(() -> last(run).toString())
        .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    assertThat(booked)
        .containsExactly("vehicle for user-ada@alice", "insurance for user-ada@alice");
    assertThat(askedFor(run))
        .isNotEmpty()
        .allSatisfy(request -> {
          assertThat(request.getExecution().getFirstExecutionRunId()).isEqualTo(firstRun);
          assertThat(request.getAction()).isEqualTo("fleet.reserve");
        });
  }

  /** That its history says "verified" helps nobody when the delegation has ended. */
  @Test
  void run_resetAfterRevocation_doesNothing() {
    List<Long> tasks = workflowTasks(firstRun);
    world.gateway().authService().revoke(DELEGATION, true);
    // For so long an answer may be used again.
    world.gateway().clock().advance(Duration.ofSeconds(6));

    for (long task : List.of(tasks.get(tasks.size() - 1), tasks.get(0))) {
      String run = resetTo(task);

      Await.until("the end", PATIENCE, () -> status(run) != running());
      assertThat(status(run)).isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED);
    }
    assertThat(booked).containsExactly("vehicle for user-ada@alice");
  }

  private String start() {
    String token =
        world
            .gateway()
            .authService()
            .adopt(
                world
                    .gateway()
                    .authService()
                    .issuer()
                    .delegationToken()
                    .delegation(DELEGATION)
                    .of(ADA.userId(), ADA.tenantId())
                    .workflow(RealWorld.TYPE, TRIP)
                    .taskQueues(QUEUE));
    return calls(world.gateway().withApiKey("alice-starter"))
        .startWorkflowExecution(
            StartWorkflowExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setRequestId(UUID.randomUUID().toString())
                .setWorkflowId(TRIP)
                .setWorkflowType(WorkflowType.newBuilder().setName(RealWorld.TYPE))
                .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                .setHeader(
                    Header.newBuilder().putAllFields(LocumHeaders.encode(RawToken.of(token), ADA)))
                .build())
        .getRunId();
  }

  private String resetTo(long workflowTaskCompleted) {
    return calls(world.bareChannel())
        .resetWorkflowExecution(
            ResetWorkflowExecutionRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setWorkflowExecution(execution(firstRun))
                .setReason("the operator's")
                .setRequestId(UUID.randomUUID().toString())
                .setWorkflowTaskFinishEventId(workflowTaskCompleted)
                .build())
        .getRunId();
  }

  private static WorkflowExecution execution(String run) {
    return WorkflowExecution.newBuilder().setWorkflowId(TRIP).setRunId(run).build();
  }

  private List<HistoryEvent> history(String run) {
    return calls(world.bareChannel())
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(RealWorld.SHARED)
                .setExecution(execution(run))
                .build())
        .getHistory()
        .getEventsList();
  }

  private static WorkflowServiceGrpc.WorkflowServiceBlockingStub calls(Channel channel) {
    return WorkflowServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private List<VerifyDelegationRequest> askedFor(String run) {
    return world
        .gateway()
        .authService()
        .requests(DelegationServiceGrpc.getVerifyDelegationMethod())
        .stream()
        .filter(request -> request.getExecution().getRunId().equals(run))
        .toList();
  }

  private List<Long> workflowTasks(String run) {
    return history(run).stream()
        .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
        .map(HistoryEvent::getEventId)
        .toList();
  }

  private boolean has(String run, EventType type) {
    return history(run).stream().anyMatch(e -> e.getEventType() == type);
  }

  private HistoryEvent last(String run) {
    List<HistoryEvent> history = history(run);
    return history.get(history.size() - 1);
  }

  private static WorkflowExecutionStatus running() {
    return WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  /** By the last event of the run. */
  private WorkflowExecutionStatus status(String run) {
    return switch (last(run).getEventType()) {
      case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED ->
          WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED;
      case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
          WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED;
      case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED ->
          WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED;
      default -> running();
    };
  }
}
