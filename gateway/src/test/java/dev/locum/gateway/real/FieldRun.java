package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.locum.temporalapi.command.v1.Command;
import dev.locum.temporalapi.command.v1.ScheduleActivityTaskCommandAttributes;
import dev.locum.temporalapi.common.v1.ActivityType;
import dev.locum.temporalapi.common.v1.Link;
import dev.locum.temporalapi.common.v1.MeteringMetadata;
import dev.locum.temporalapi.common.v1.Payload;
import dev.locum.temporalapi.common.v1.Payloads;
import dev.locum.temporalapi.common.v1.WorkflowType;
import dev.locum.temporalapi.enums.v1.CommandType;
import dev.locum.temporalapi.enums.v1.EventType;
import dev.locum.temporalapi.enums.v1.QueryRejectCondition;
import dev.locum.temporalapi.enums.v1.QueryResultType;
import dev.locum.temporalapi.enums.v1.TaskQueueKind;
import dev.locum.temporalapi.enums.v1.TaskQueueType;
import dev.locum.temporalapi.enums.v1.WorkerStatus;
import dev.locum.temporalapi.query.v1.WorkflowQuery;
import dev.locum.temporalapi.sdk.v1.WorkflowTaskCompletedMetadata;
import dev.locum.temporalapi.taskqueue.v1.PollerPoolInfo;
import dev.locum.temporalapi.taskqueue.v1.StickyExecutionAttributes;
import dev.locum.temporalapi.taskqueue.v1.TaskQueue;
import dev.locum.temporalapi.worker.v1.WorkerHeartbeat;
import dev.locum.temporalapi.worker.v1.WorkerHostInfo;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkerRequest;
import dev.locum.temporalapi.workflowservice.v1.DescribeWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import dev.locum.temporalapi.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import dev.locum.temporalapi.workflowservice.v1.ListWorkersRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollWorkflowTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.QueryWorkflowRequest;
import dev.locum.temporalapi.workflowservice.v1.QueryWorkflowResponse;
import dev.locum.temporalapi.workflowservice.v1.RecordActivityTaskHeartbeatByIdRequest;
import dev.locum.temporalapi.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.RecordWorkerHeartbeatRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondActivityTaskCompletedByIdRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondQueryTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import dev.locum.temporalapi.workflowservice.v1.RespondWorkflowTaskCompletedResponse;
import dev.locum.temporalapi.workflowservice.v1.ShutdownWorkerRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWithStartWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWithStartWorkflowExecutionResponse;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionRequest;
import dev.locum.temporalapi.workflowservice.v1.SignalWorkflowExecutionResponse;
import dev.locum.temporalapi.workflowservice.v1.StartWorkflowExecutionResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.await.Await;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Every field beside the work once, in one namespace over one way, and what was answered. */
final class FieldRun {

  private static final String QUEUE = "alice-fields";
  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(60);
  private static final int LONG = 60;

  /** How long a poll must have waited for Temporal to suggest one fewer, and more. */
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  private final List<String> answers = new ArrayList<>();
  private final Channel worker;
  private final Channel starter;
  private final String namespace;

  /** One of this run alone: Temporal remembers workers for a while. */
  private final String instance = "worker-" + UUID.randomUUID();

  FieldRun(Channel worker, Channel starter, String namespace) {
    this.worker = worker;
    this.starter = starter;
    this.namespace = namespace;
  }

  List<String> answers() throws Exception {
    links();
    slowPoll();
    heartbeats(activityWithTheAnswer());
    stickyTask();
    query();
    waitedHistory();
    workerHeartbeats();
    shutdown();
    return answers;
  }

  private WorkflowServiceGrpc.WorkflowServiceBlockingStub work() {
    return WorkflowServiceGrpc.newBlockingStub(worker).withDeadlineAfter(LONG, TimeUnit.SECONDS);
  }

  private WorkflowServiceGrpc.WorkflowServiceBlockingStub calls() {
    return WorkflowServiceGrpc.newBlockingStub(starter).withDeadlineAfter(LONG, TimeUnit.SECONDS);
  }

  private Link toEvent(String workflowId) {
    return Link.newBuilder()
        .setWorkflowEvent(
            Link.WorkflowEvent.newBuilder()
                .setNamespace(namespace)
                .setWorkflowId(workflowId)
                .setRunId("7b9c1c3e-6d0f-4c3a-9a43-2f3a5c1f0a11")
                .setEventRef(
                    Link.WorkflowEvent.EventReference.newBuilder()
                        .setEventId(1)
                        .setEventType(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)))
        .build();
  }

  private static Link toJob() {
    return Link.newBuilder().setBatchJob(Link.BatchJob.newBuilder().setJobId("alice.job")).build();
  }

  private void links() {
    StartWorkflowExecutionResponse started =
        calls()
            .startWorkflowExecution(
                Party.startOf("alice.fields", QUEUE)
                    .setNamespace(namespace)
                    .addLinks(toEvent("alice.linked"))
                    .addLinks(toJob())
                    .build());
    said(started);
    assertThat(started.hasLink()).as("the start's link").isTrue();
    SignalWorkflowExecutionResponse signalled = signal("alice.fields");
    said(signalled);
    assertThat(signalled.hasLink()).as("the signal's link").isTrue();
    SignalWithStartWorkflowExecutionResponse both =
        calls()
            .signalWithStartWorkflowExecution(
                SignalWithStartWorkflowExecutionRequest.newBuilder()
                    .setNamespace(namespace)
                    .setRequestId(UUID.randomUUID().toString())
                    .setWorkflowId("alice.fields")
                    .setWorkflowType(WorkflowType.newBuilder().setName(RealWorld.TYPE))
                    .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                    .setSignalName("go")
                    .addLinks(toJob())
                    .build());
    said(both);
    assertThat(both.hasSignalLink()).as("the signal's link").isTrue();
    GetWorkflowExecutionHistoryResponse history =
        calls().getWorkflowExecutionHistory(historyOf("alice.fields").build());
    assertThat(history.getHistory().getEvents(0).getLinksCount()).as("links kept").isEqualTo(2);
    said(history);
  }

  private SignalWorkflowExecutionResponse signal(String workflowId) {
    return calls()
        .signalWorkflowExecution(
            SignalWorkflowExecutionRequest.newBuilder()
                .setNamespace(namespace)
                .setWorkflowExecution(Party.execution(workflowId))
                .setSignalName("go")
                .setRequestId(UUID.randomUUID().toString())
                .addLinks(toEvent("alice.linked"))
                .build());
  }

  private PollWorkflowTaskQueueRequest.Builder poll() {
    return PollWorkflowTaskQueueRequest.newBuilder()
        .setNamespace(namespace)
        .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
        .setIdentity("by-hand")
        .setWorkerInstanceKey(instance)
        .setPollerPoolInfo(PollerPoolInfo.newBuilder().setTargetPollers(3));
  }

  private Future<PollWorkflowTaskQueueResponse> polling(PollWorkflowTaskQueueRequest request) {
    return WorkflowServiceGrpc.newFutureStub(worker)
        .withDeadlineAfter(LONG, TimeUnit.SECONDS)
        .pollWorkflowTaskQueue(request);
  }

  /** What the server suggests to a worker that waits too long, and of which group it is. */
  private void slowPoll() throws Exception {
    PollWorkflowTaskQueueResponse first = work().pollWorkflowTaskQueue(poll().build());
    task(first);
    complete(first.getTaskToken());
    Future<PollWorkflowTaskQueueResponse> slow =
        polling(poll().setPollerGroupId(first.getPollerGroupId()).build());
    awhile();
    signal("alice.fields");
    PollWorkflowTaskQueueResponse second = slow.get(LONG, TimeUnit.SECONDS);
    assertThat(second.getPollerScalingDecision().getPollRequestDeltaSuggestion())
        .as("the server's suggestion")
        .isNegative();
    said(second);
    token = second.getTaskToken();
  }

  private static void awhile() {
    long begun = System.nanoTime();
    Await.until("a slow poll", PATIENCE, () -> System.nanoTime() - begun > SLOW_NANOS);
  }

  /** The task that the next step answers. */
  private ByteString token = ByteString.EMPTY;

  private RespondWorkflowTaskCompletedRequest.Builder completion(ByteString taskToken) {
    return RespondWorkflowTaskCompletedRequest.newBuilder()
        .setNamespace(namespace)
        .setTaskToken(taskToken)
        .setIdentity("by-hand")
        .setWorkerInstanceKey(instance)
        .setResourceId("workflow:alice.fields")
        .setSdkMetadata(WorkflowTaskCompletedMetadata.newBuilder().addLangUsedFlags(7))
        .setMeteringMetadata(
            MeteringMetadata.newBuilder().setNonfirstLocalActivityExecutionAttempts(2));
  }

  private RespondWorkflowTaskCompletedResponse complete(ByteString taskToken) {
    return work().respondWorkflowTaskCompleted(completion(taskToken).build());
  }

  private static StickyExecutionAttributes sticky() {
    return StickyExecutionAttributes.newBuilder()
        .setWorkerTaskQueue(stickyQueue())
        .setScheduleToStartTimeout(Duration.newBuilder().setSeconds(LONG))
        .build();
  }

  private static TaskQueue stickyQueue() {
    return TaskQueue.newBuilder()
        .setName("by-hand-sticky")
        .setKind(TaskQueueKind.TASK_QUEUE_KIND_STICKY)
        .setNormalName(QUEUE)
        .build();
  }

  /** An activity that comes with the answer to the task that ordered it. */
  private ByteString activityWithTheAnswer() {
    Command order =
        Command.newBuilder()
            .setCommandType(CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK)
            .setScheduleActivityTaskCommandAttributes(
                ScheduleActivityTaskCommandAttributes.newBuilder()
                    .setActivityId("charge")
                    .setActivityType(ActivityType.newBuilder().setName("Charge"))
                    .setTaskQueue(TaskQueue.newBuilder().setName(QUEUE))
                    .setRequestEagerExecution(true)
                    .setStartToCloseTimeout(Duration.newBuilder().setSeconds(LONG))
                    .setHeartbeatTimeout(Duration.newBuilder().setSeconds(LONG)))
            .build();
    RespondWorkflowTaskCompletedResponse response =
        work()
            .respondWorkflowTaskCompleted(
                completion(token).addCommands(order).setStickyAttributes(sticky()).build());
    assertThat(response.getActivityTasksList()).as("with the answer").hasSize(1);
    PollActivityTaskQueueResponse activity = response.getActivityTasks(0);
    said(response);
    return activity.getTaskToken();
  }

  private void heartbeats(ByteString activity) {
    said(
        work()
            .recordActivityTaskHeartbeat(
                RecordActivityTaskHeartbeatRequest.newBuilder()
                    .setNamespace(namespace)
                    .setTaskToken(activity)
                    .setDetails(text("a quarter"))
                    .setResourceId("workflow:alice.fields")
                    .build()));
    said(
        calls()
            .recordActivityTaskHeartbeatById(
                RecordActivityTaskHeartbeatByIdRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkflowId("alice.fields")
                    .setActivityId("charge")
                    .setDetails(text("half"))
                    .setResourceId("workflow:alice.fields")
                    .build()));
    said(
        calls()
            .describeWorkflowExecution(
                DescribeWorkflowExecutionRequest.newBuilder()
                    .setNamespace(namespace)
                    .setExecution(Party.execution("alice.fields"))
                    .build())
            .getPendingActivities(0));
  }

  /** A task of a queue that somebody polls already, then one with the answer to that task. */
  private void stickyTask() throws Exception {
    Future<PollWorkflowTaskQueueResponse> sticky =
        polling(poll().setTaskQueue(stickyQueue()).build());
    awhile();
    said(
        calls()
            .respondActivityTaskCompletedById(
                RespondActivityTaskCompletedByIdRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkflowId("alice.fields")
                    .setActivityId("charge")
                    .setResult(text("done"))
                    .setResourceId("workflow:alice.fields")
                    .build()));
    PollWorkflowTaskQueueResponse task = sticky.get(LONG, TimeUnit.SECONDS);
    assertThat(task.getPreviousStartedEventId()).as("a task that goes on").isPositive();
    assertThat(task.getHistory().getEvents(0).getEventId()).as("without what was").isGreaterThan(1);
    task(task);
    RespondWorkflowTaskCompletedResponse next =
        work()
            .respondWorkflowTaskCompleted(
                completion(task.getTaskToken())
                    .setReturnNewWorkflowTask(true)
                    .setForceCreateNewWorkflowTask(true)
                    .build());
    assertThat(next.hasWorkflowTask()).as("with the answer").isTrue();
    task(next.getWorkflowTask());
    said(
        work()
            .respondWorkflowTaskCompleted(
                completion(next.getWorkflowTask().getTaskToken())
                    .addCommands(Party.completion())
                    .build()));
    said(calls().getWorkflowExecutionHistory(historyOf("alice.fields").build()));
  }

  private void query() throws Exception {
    QueryWorkflowRequest.Builder question =
        QueryWorkflowRequest.newBuilder()
            .setNamespace(namespace)
            .setExecution(Party.execution("alice.fields"))
            .setQuery(WorkflowQuery.newBuilder().setQueryType("state"));
    Future<QueryWorkflowResponse> asked =
        WorkflowServiceGrpc.newFutureStub(starter)
            .withDeadlineAfter(LONG, TimeUnit.SECONDS)
            .queryWorkflow(question.build());
    PollWorkflowTaskQueueResponse task = work().pollWorkflowTaskQueue(poll().build());
    assertThat(task.hasQuery()).isTrue();
    task(task);
    said(
        work()
            .respondQueryTaskCompleted(
                RespondQueryTaskCompletedRequest.newBuilder()
                    .setNamespace(namespace)
                    .setTaskToken(task.getTaskToken())
                    .setCompletedType(QueryResultType.QUERY_RESULT_TYPE_ANSWERED)
                    .setQueryResult(text("over"))
                    .setPollerGroupId(task.getPollerGroupId())
                    .build()));
    said(asked.get(LONG, TimeUnit.SECONDS));
    said(
        calls()
            .queryWorkflow(
                question
                    .setQueryRejectCondition(QueryRejectCondition.QUERY_REJECT_CONDITION_NOT_OPEN)
                    .build()));
  }

  private GetWorkflowExecutionHistoryRequest.Builder historyOf(String workflowId) {
    return GetWorkflowExecutionHistoryRequest.newBuilder()
        .setNamespace(namespace)
        .setExecution(Party.execution(workflowId));
  }

  /** Page after page of what has not happened yet. */
  private void waitedHistory() throws Exception {
    calls()
        .startWorkflowExecution(
            Party.startOf("alice.waited", QUEUE).setNamespace(namespace).build());
    GetWorkflowExecutionHistoryRequest.Builder waiting =
        historyOf("alice.waited").setWaitNewEvent(true);
    GetWorkflowExecutionHistoryResponse begun =
        calls().getWorkflowExecutionHistory(waiting.build());
    said(begun);
    Future<GetWorkflowExecutionHistoryResponse> next =
        WorkflowServiceGrpc.newFutureStub(starter)
            .withDeadlineAfter(LONG, TimeUnit.SECONDS)
            .getWorkflowExecutionHistory(
                waiting.setNextPageToken(begun.getNextPageToken()).build());
    assertThat(next.isDone()).as("waits").isFalse();
    signal("alice.waited");
    GetWorkflowExecutionHistoryResponse happened = next.get(LONG, TimeUnit.SECONDS);
    assertThat(happened.getHistory().getEventsCount()).isPositive();
    said(happened);
    PollWorkflowTaskQueueResponse task = work().pollWorkflowTaskQueue(poll().build());
    work()
        .respondWorkflowTaskCompleted(
            completion(task.getTaskToken()).addCommands(Party.completion()).build());
    ByteString last = happened.getNextPageToken();
    while (!last.isEmpty()) {
      GetWorkflowExecutionHistoryResponse page =
          calls().getWorkflowExecutionHistory(waiting.setNextPageToken(last).build());
      last = page.getNextPageToken();
      page.getHistory().getEventsList().forEach(this::said);
    }
  }

  private WorkerHeartbeat heartbeat() {
    return WorkerHeartbeat.newBuilder()
        .setWorkerInstanceKey(instance)
        .setWorkerIdentity("by-hand")
        .setTaskQueue(QUEUE)
        .setSdkName("by-hand")
        .setSdkVersion("1")
        .setStatus(WorkerStatus.WORKER_STATUS_RUNNING)
        .setHostInfo(WorkerHostInfo.newBuilder().setHostName("here").setProcessId("7"))
        .setTotalStickyCacheHit(3)
        .build();
  }

  /** Who sees all workers has a namespace of its own. */
  private void workerHeartbeats() {
    said(
        work()
            .recordWorkerHeartbeat(
                RecordWorkerHeartbeatRequest.newBuilder()
                    .setNamespace(namespace)
                    .setIdentity("by-hand")
                    .setResourceId("worker:" + instance)
                    .addWorkerHeartbeat(heartbeat())
                    .build()));
    if (namespace.equals(RealWorld.SHARED)) {
      return;
    }
    said(
        calls()
            .describeWorker(
                DescribeWorkerRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkerInstanceKey(instance)
                    .build()));
    said(
        calls()
            .listWorkers(
                ListWorkersRequest.newBuilder()
                    .setNamespace(namespace)
                    .setQuery("WorkerInstanceKey = '" + instance + "'")
                    .build()));
  }

  /** The polls of a worker that ends come back at once, without a task. */
  private void shutdown() throws Exception {
    Future<PollWorkflowTaskQueueResponse> poll = polling(poll().build());
    ShutdownWorkerRequest end =
        ShutdownWorkerRequest.newBuilder()
            .setNamespace(namespace)
            .setIdentity("by-hand")
            .setReason("done")
            .setStickyTaskQueue("by-hand-sticky")
            .setTaskQueue(QUEUE)
            .addTaskQueueTypes(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
            .setWorkerInstanceKey(instance)
            .setWorkerHeartbeat(
                heartbeat().toBuilder().setStatus(WorkerStatus.WORKER_STATUS_SHUTTING_DOWN))
            .build();
    said(work().shutdownWorker(end));
    // A poll that Temporal did not know yet when the worker ended is ended by the next.
    Await.until(
        "the poll to end",
        java.time.Duration.ofSeconds(30),
        () -> {
          if (!poll.isDone()) {
            work().shutdownWorker(end);
          }
          return poll.isDone();
        });
    said(poll.get());
  }

  private static Payloads text(String text) {
    return Payloads.newBuilder()
        .addPayloads(
            Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8('"' + text + '"')))
        .build();
  }

  /** A task; what the server suggests depends on how fast the machine is. */
  private void task(PollWorkflowTaskQueueResponse task) {
    said(task.toBuilder().clearPollerScalingDecision().clearBacklogCountHint().build());
  }

  private void said(Message answer) {
    answers.add(Answers.comparable(answer));
  }
}
