package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.protocol.auth.v1.CloseDelegationRequest;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.GetDelegationResponse;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import dev.locum.protocol.trigger.v1.GetResultRequest;
import dev.locum.protocol.trigger.v1.GetResultResponse;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.protocol.trigger.v1.ListWorkResponse;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.WatchWorkRequest;
import dev.locum.protocol.trigger.v1.WatchWorkResponse;
import dev.locum.protocol.trigger.v1.Work;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.testkit.await.Await;
import dev.locum.trigger.fixture.TriggerWorld;
import dev.locum.trigger.fixture.TripWorker;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users see of their work (S3-31). That they see no other's is {@code EveryMethodTest}'s. */
@Timeout(180)
final class FollowingWorkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TriggerWorld world;
  private TripWorker worker;

  @BeforeEach
  void start() throws IOException {
    world = TriggerWorld.withWatchers(1, 1);
    worker = TripWorker.start(world.engine().target(), "queue-alice");
  }

  @AfterEach
  void stop() {
    worker.close();
    world.close();
  }

  /** S3-07, S3-31: a generated client starts, follows and ends work; the answer comes at once. */
  @Test
  void work_fromItsStartToItsResult_isFollowedByItsId() {
    StartWorkResponse accepted = startTrip("key-1");

    Work running = get(accepted);
    assertThat(running.getStatus()).isEqualTo(WorkStatus.WORK_STATUS_RUNNING);
    assertThat(running.getRequestedBy()).isEqualTo("user-ada");
    assertThat(running.getRoute()).isEqualTo("trip");
    assertThat(running.getDelegationState()).isEqualTo("ACTIVE");
    Iterator<WatchWorkResponse> watched = watch(accepted);
    assertThat(watched.next().getWork()).isEqualTo(running);

    end(accepted, "complete");

    Work last = last(watched);
    assertThat(last.getStatus()).isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
    assertThat(last.hasClosedAt()).isTrue();
    // S3-82: who sees the work ended ends its delegation, and tells the state that it then has.
    assertThat(last.getDelegationState()).isEqualTo("CLOSED");
    GetResultResponse result = result(accepted, 0);
    assertThat(result.getResult().getJson()).isEqualTo("\"arrived from the station\"");
    assertThat(result.hasFailure()).isFalse();
  }

  /** S3-82: however it ends, its delegation is closed with that outcome. */
  @ParameterizedTest
  @CsvSource({
    "complete, WORK_STATUS_COMPLETED, ''",
    "fail, WORK_STATUS_FAILED, Breakdown",
    "refuse, WORK_STATUS_FAILED, locum.ACTION_NOT_ALLOWED",
    "cancel, WORK_STATUS_CANCELLED, Cancelled",
    "terminate, WORK_STATUS_TERMINATED, Terminated"
  })
  void work_thatHasEnded_isShownAsItEndedAndClosesItsDelegation(
      String how, WorkStatus status, String failure) {
    StartWorkResponse accepted = startTrip("key-1");
    end(accepted, how);

    GetResultResponse result = result(accepted, 60);

    assertThat(result.getWork().getStatus()).isEqualTo(status);
    assertThat(result.getFailure().getType()).isEqualTo(failure);
    assertThat(result.getFailure().getRefusalCode())
        .isEqualTo(how.equals("refuse") ? "ACTION_NOT_ALLOWED" : "");
    assertThat(result.getFailure().getMessage()).doesNotContain("\tat ");
    CloseDelegationRequest closed =
        world.auth().requests(DelegationServiceGrpc.getCloseDelegationMethod()).get(0);
    assertThat("WORK_STATUS_" + closed.getOutcome()).isEqualTo(status.name());
    assertThat(world.auth().delegation(accepted.getDelegationId()).getState())
        .isEqualTo(DelegationState.DELEGATION_STATE_CLOSED);
  }

  /** A chain that goes on has no result yet: the result is that of its last run. */
  @Test
  void result_ofWorkThatContinuesAsNew_isThatOfItsLastRun() {
    StartWorkResponse accepted = startTrip("key-1");
    end(accepted, "again");
    Await.until(
        "the second run", PATIENCE, () -> !get(accepted).getRunId().equals(accepted.getRunId()));
    assertThat(get(accepted).getStatus()).isEqualTo(WorkStatus.WORK_STATUS_RUNNING);
    end(accepted, "complete");

    GetResultResponse result = result(accepted, 60);

    assertThat(result.getResult().getJson()).isEqualTo("\"arrived from the next corner\"");
  }

  /** The wait for a result goes over from a run to the next. */
  @Test
  void result_whileTheWorkContinuesAsNew_keepsWaiting() throws Exception {
    StartWorkResponse accepted = startTrip("key-1");
    var waiting = java.util.concurrent.CompletableFuture.supplyAsync(() -> result(accepted, 60));
    Await.until("the wait", PATIENCE, () -> world.calls().contains("GetWorkflowExecutionHistory"));
    end(accepted, "again");
    Await.until(
        "the second run", PATIENCE, () -> !get(accepted).getRunId().equals(accepted.getRunId()));
    end(accepted, "complete");

    assertThat(waiting.get().getResult().getJson()).isEqualTo("\"arrived from the next corner\"");
  }

  @Test
  void result_ofWorkThatReturnsNothing_isNullOrAbsentAndNoFailure() {
    StartWorkResponse accepted = startTrip("key-1");
    end(accepted, "nothing");

    GetResultResponse result = result(accepted, 60);

    assertThat(result.getWork().getStatus()).isEqualTo(WorkStatus.WORK_STATUS_COMPLETED);
    assertThat(result.getResult().getJson()).isEqualTo("null");
    assertThat(result.hasFailure()).isFalse();
  }

  @Test
  void result_thatDoesNotComeInTime_isAbsent() {
    StartWorkResponse accepted = startTrip("key-1");

    for (int wait : List.of(0, 1)) {
      GetResultResponse result = result(accepted, wait);

      assertThat(result.hasResult()).isFalse();
      assertThat(result.getWork().getStatus()).isEqualTo(WorkStatus.WORK_STATUS_RUNNING);
    }
  }

  /** Nobody else's later workflow of the same id is taken for the work. */
  @Test
  void work_whoseIdIsTakenByAnotherChain_isNotThatOne() {
    StartWorkResponse accepted = startTrip("key-1");
    world
        .auth()
        .answer(
            DelegationServiceGrpc.getGetDelegationMethod(),
            request ->
                GetDelegationResponse.newBuilder()
                    .setDelegation(
                        world.auth().delegation(accepted.getDelegationId()).toBuilder()
                            .setFirstExecutionRunId("another-run")
                            .setState(DelegationState.DELEGATION_STATE_CLOSED)
                            .setEndReason("FAILED"))
                    .build());

    Work work = get(accepted);

    // What the auth service knows of it, and not that the other one runs.
    assertThat(work.getStatus()).isEqualTo(WorkStatus.WORK_STATUS_FAILED);
    assertThat(
            world
                .engine()
                .describe(accepted.getWorkflowId())
                .getWorkflowExecutionInfo()
                .getFirstRunId())
        .as("the first run, which this engine tells")
        .isEqualTo(accepted.getRunId());
  }

  @Test
  void list_inPages_showsEachWorkOfTheTenantOnceNewestFirst() {
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      started.add(0, startTrip("key-" + i).getWorkflowId());
    }
    world.as(world.bert()).startWork(trip("key-1").build());

    List<String> listed = new ArrayList<>();
    String token = "";
    do {
      ListWorkResponse page =
          world
              .as(world.ada())
              .listWork(ListWorkRequest.newBuilder().setPageSize(2).setPageToken(token).build());
      assertThat(page.getWorkCount()).isBetween(1, 2);
      page.getWorkList().forEach(work -> listed.add(work.getWorkflowId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(listed).isEqualTo(started);
  }

  /** A page token of another tenant's user is a position, and opens nothing. */
  @Test
  void list_withAPageTokenOfAnotherTenant_showsOwnWorkOnly() {
    startTrip("key-1");
    startTrip("key-2");
    ListWorkResponse first =
        world.as(world.ada()).listWork(ListWorkRequest.newBuilder().setPageSize(1).build());

    ListWorkResponse other =
        world
            .as(world.bert())
            .listWork(ListWorkRequest.newBuilder().setPageToken(first.getNextPageToken()).build());

    assertThat(first.getNextPageToken()).isNotEmpty();
    assertThat(other.getWorkList()).isEmpty();
  }

  /** S3-28: reading asks the auth service whose call it is, each time. */
  @Test
  void everyCall_isIntrospectedAnew() {
    StartWorkResponse accepted = startTrip("key-1");
    get(accepted);
    get(accepted);

    assertThat(world.auth().requests(TokenServiceGrpc.getIntrospectTokenMethod())).hasSize(3);
  }

  private StartWorkResponse startTrip(String key) {
    return world.as(world.ada()).startWork(trip(key).build());
  }

  private Work get(StartWorkResponse of) {
    return world
        .as(world.ada())
        .getWork(GetWorkRequest.newBuilder().setWorkflowId(of.getWorkflowId()).build())
        .getWork();
  }

  private GetResultResponse result(StartWorkResponse of, int wait) {
    return world
        .as(world.ada())
        .getResult(
            GetResultRequest.newBuilder()
                .setWorkflowId(of.getWorkflowId())
                .setWait(com.google.protobuf.Duration.newBuilder().setSeconds(wait))
                .build());
  }

  private Iterator<WatchWorkResponse> watch(StartWorkResponse of) {
    return world
        .as(world.ada())
        .watchWork(WatchWorkRequest.newBuilder().setWorkflowId(of.getWorkflowId()).build());
  }

  private static List<Work> all(Iterator<WatchWorkResponse> watched) {
    List<Work> all = new ArrayList<>();
    watched.forEachRemaining(each -> all.add(each.getWork()));
    return all;
  }

  private static Work last(Iterator<WatchWorkResponse> watched) {
    List<Work> all = all(watched);
    return all.get(all.size() - 1);
  }

  private void end(StartWorkResponse work, String how) {
    if (how.equals("terminate")) {
      TerminateWorkflowExecutionResponse ended =
          world
              .engine()
              .stub()
              .terminateWorkflowExecution(
                  TerminateWorkflowExecutionRequest.newBuilder()
                      .setNamespace("default")
                      .setWorkflowExecution(
                          WorkflowExecution.newBuilder().setWorkflowId(work.getWorkflowId()))
                      .build());
      assertThat(ended).isNotNull();
    } else if (how.equals("cancel")) {
      assertThat(
              world
                  .as(world.ada())
                  .cancelWork(
                      CancelWorkRequest.newBuilder().setWorkflowId(work.getWorkflowId()).build()))
          .isNotNull();
    } else {
      assertThat(
              world
                  .as(world.ada())
                  .signalWork(
                      SignalWorkRequest.newBuilder()
                          .setWorkflowId(work.getWorkflowId())
                          .setSignalName("end")
                          .addInput(TriggerWorld.json('"' + how + '"'))
                          .build()))
          .isNotNull();
    }
  }
}
