package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.testkit.await.Await;
import io.grpc.ManagedChannel;
import io.temporal.api.batch.v1.BatchOperationTermination;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.enums.v1.TaskQueueKind;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeBatchOperationRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartBatchOperationRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.client.ActivityCompletionClient;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** All of a tenant's work once, in one namespace over one way, and what was answered. */
final class WorkRun {

  static final String QUEUE = "alice-work";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> answers = new ArrayList<>();
  private final RealWorld world;
  private final ManagedChannel worker;
  private final ManagedChannel starter;
  private final String namespace;
  private final WorkflowClient client;

  WorkRun(RealWorld world, ManagedChannel worker, ManagedChannel starter, String namespace) {
    this.world = world;
    this.worker = worker;
    this.starter = starter;
    this.namespace = namespace;
    this.client = client(starter);
  }

  private WorkflowClient client(ManagedChannel channel) {
    WorkflowServiceStubs stubs = world.gateway().stubs(channel);
    return WorkflowClient.newInstance(
        stubs, WorkflowClientOptions.newBuilder().setNamespace(namespace).build());
  }

  WorkflowClient workerClient() {
    return client(worker);
  }

  List<String> answers() {
    EveryWork.Acts.token = "";
    for (String what : List.of("again", "beats")) {
      history(completed(what));
    }
    // When a child ends, and the ids of timers and local activities, are not the same twice.
    kinds(completed("sleeps"));
    completed("child");
    history(client.newUntypedWorkflowStub("alice.child-child"));
    kinds(completed("local"));
    large();
    eager();
    laterById();
    laterByToken();
    signalWithStart();
    updateWithStart();
    reset();
    batch();
    pages();
    return answers;
  }

  private WorkflowStub stub(String id) {
    return client.newUntypedWorkflowStub(RealWorld.TYPE, options(id).build());
  }

  private static WorkflowOptions.Builder options(String id) {
    return WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(QUEUE);
  }

  private WorkflowStub completed(String what) {
    WorkflowStub work = stub("alice." + what);
    work.start(what);
    ends(work);
    return work;
  }

  private void ends(WorkflowStub work) {
    answers.add(work.getResult(String.class));
  }

  /** Near the largest that Temporal takes. */
  private void large() {
    String text = "x".repeat(1_500_000);
    WorkflowStub work = stub("alice.large");
    work.start(text);
    assertThat(work.getResult(String.class)).isEqualTo(text);
  }

  /** The wish for a task with the answer changes nothing about the answer's work. */
  private void eager() {
    WorkflowStub work =
        client.newUntypedWorkflowStub(
            RealWorld.TYPE, options("alice.eager").setDisableEagerExecution(false).build());
    work.start("hello");
    ends(work);
    history(work);
  }

  private void laterById() {
    WorkflowStub work = stub("alice.by-id");
    work.start("later");
    awaitLater();
    String activity = pendingActivity(work);
    ActivityCompletionClient completion = client.newActivityCompletionClient();
    completion.heartbeat("alice.by-id", Optional.of(runOf(work)), activity, "half");
    completion.complete("alice.by-id", Optional.of(runOf(work)), activity, "by id");
    ends(work);
    history(work);
  }

  private void laterByToken() {
    EveryWork.Acts.token = "";
    WorkflowStub work = stub("alice.by-token");
    work.start("later");
    awaitLater();
    byte[] token = Base64.getDecoder().decode(EveryWork.Acts.token);
    client.newActivityCompletionClient().heartbeat(token, "half");
    client.newActivityCompletionClient().complete(token, "by token");
    ends(work);
    history(work);
  }

  private static void awaitLater() {
    Await.until("the activity", PATIENCE, () -> !EveryWork.Acts.token.isEmpty());
  }

  private String pendingActivity(WorkflowStub work) {
    return calls()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(execution(work))
                .build())
        .getPendingActivities(0)
        .getActivityId();
  }

  private void signalWithStart() {
    WorkflowStub work = stub("alice.waits");
    work.signalWithStart("say", new Object[] {"first"}, new Object[] {"waits"});
    tasksAreDone(work);
    work.signal("say", "end");
    ends(work);
    history(work);
  }

  /** Under an id of its own: an update of this id is not done again, in no later run either. */
  private void updateWithStart() {
    WorkflowStub work =
        client.newUntypedWorkflowStub(
            RealWorld.TYPE,
            options("alice.updated-" + UUID.randomUUID())
                .setWorkflowIdConflictPolicy(
                    io.temporal.api.enums.v1.WorkflowIdConflictPolicy
                        .WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                .build());
    Integer size =
        work.executeUpdateWithStart(
            UpdateOptions.newBuilder(Integer.class)
                .setUpdateName("add")
                .setUpdateId("first")
                .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                .build(),
            new Object[] {"first"},
            new Object[] {"waits"});
    answers.add(String.valueOf(size));
    tasksAreDone(work);
    work.signal("say", "end");
    ends(work);
    kinds(work);
  }

  private void reset() {
    WorkflowStub work = stub("alice.reset");
    work.start("hello");
    ends(work);
    long toEvent =
        events(execution(work)).stream()
            .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
            .findFirst()
            .orElseThrow()
            .getEventId();
    String run =
        calls()
            .resetWorkflowExecution(
                ResetWorkflowExecutionRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkflowExecution(execution(work))
                    .setWorkflowTaskFinishEventId(toEvent)
                    .setRequestId(UUID.randomUUID().toString())
                    .build())
            .getRunId();
    answers.add(
        client
            .newUntypedWorkflowStub(
                WorkflowTargetOptions.newBuilder()
                    .setWorkflowId("alice.reset")
                    .setRunId(run)
                    .build())
            .getResult(String.class));
  }

  /** A job on executions that are named. */
  @SuppressWarnings("deprecation") // older SDKs still speak it
  private void batch() {
    WorkflowStub work = stub("alice.batch");
    work.start("waits");
    tasksAreDone(work);
    String job = "alice.job-" + UUID.randomUUID();
    calls()
        .startBatchOperation(
            StartBatchOperationRequest.newBuilder()
                .setNamespace(namespace)
                .setJobId(job)
                .setReason("enough")
                .addExecutions(execution(work))
                .setTerminationOperation(BatchOperationTermination.newBuilder())
                .build());
    Await.until(
        "the job to terminate it",
        PATIENCE,
        () -> status(work) == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_TERMINATED);
    answers.add(
        calls()
            .describeBatchOperation(
                DescribeBatchOperationRequest.newBuilder()
                    .setNamespace(namespace)
                    .setJobId(job)
                    .build())
            .getReason());
  }

  private WorkflowExecutionStatus status(WorkflowStub work) {
    return calls()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(execution(work))
                .build())
        .getWorkflowExecutionInfo()
        .getStatus();
  }

  private void pages() {
    List<String> ids = List.of("alice.child", "alice.local", "alice.beats");
    String query = "WorkflowId IN ('alice.child', 'alice.local', 'alice.beats')";
    List<String> found = new ArrayList<>();
    ByteString next = ByteString.EMPTY;
    do {
      ListWorkflowExecutionsResponse page =
          calls()
              .listWorkflowExecutions(
                  ListWorkflowExecutionsRequest.newBuilder()
                      .setNamespace(namespace)
                      .setQuery(query)
                      .setPageSize(1)
                      .setNextPageToken(next)
                      .build());
      next = page.getNextPageToken();
      page.getExecutionsList().forEach(row -> found.add(row.getExecution().getWorkflowId()));
    } while (!next.isEmpty());
    assertThat(found).containsAll(ids);
    answers.add("pages: " + found.stream().distinct().sorted().toList());
  }

  /** So that what comes next is in a task of its own. */
  private void tasksAreDone(WorkflowStub work) {
    Await.until(
        "the first task to be done",
        PATIENCE,
        () ->
            events(execution(work)).stream()
                .anyMatch(
                    event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED));
  }

  /** By a long poll for the end, and page by page. */
  private void history(WorkflowStub work) {
    GetWorkflowExecutionHistoryRequest.Builder all =
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(namespace)
            .setExecution(execution(work));
    said(
        calls()
            .getWorkflowExecutionHistory(
                all.clone()
                    .setWaitNewEvent(true)
                    .setHistoryEventFilterType(
                        HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                    .build())
            .getHistory());
    ByteString next = ByteString.EMPTY;
    do {
      GetWorkflowExecutionHistoryResponse page =
          calls()
              .getWorkflowExecutionHistory(
                  all.setMaximumPageSize(2).setNextPageToken(next).build());
      next = page.getNextPageToken();
      said(page.getHistory());
    } while (!next.isEmpty());
  }

  private void kinds(WorkflowStub work) {
    events(execution(work)).forEach(event -> answers.add(event.getEventType().name()));
  }

  private List<HistoryEvent> events(WorkflowExecution execution) {
    return calls()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(namespace)
                .setExecution(execution)
                .build())
        .getHistory()
        .getEventsList();
  }

  /** How many tasks of a workflow were for a sticky queue. */
  long stickyTasks(String workflowId) {
    return events(WorkflowExecution.newBuilder().setWorkflowId(workflowId).build()).stream()
        .filter(HistoryEvent::hasWorkflowTaskScheduledEventAttributes)
        .filter(event ->
            event.getWorkflowTaskScheduledEventAttributes().getTaskQueue().getKind()
                == TaskQueueKind.TASK_QUEUE_KIND_STICKY)
        .count();
  }

  private static WorkflowExecution execution(WorkflowStub work) {
    return Objects.requireNonNull(work.getExecution());
  }

  private static String runOf(WorkflowStub work) {
    return execution(work).getRunId();
  }

  private WorkflowServiceGrpc.WorkflowServiceBlockingStub calls() {
    return WorkflowServiceGrpc.newBlockingStub(starter).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private void said(Message answer) {
    answers.add(Answers.comparable(answer));
  }
}
