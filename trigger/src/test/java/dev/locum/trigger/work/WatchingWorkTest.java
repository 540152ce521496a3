package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.GetDelegationResponse;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.protocol.trigger.v1.WatchWorkRequest;
import dev.locum.protocol.trigger.v1.WatchWorkResponse;
import dev.locum.protocol.trigger.v1.Work;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.fixture.TriggerWorld;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watchers see their work change to its end, and no longer than their token counts (S3-31). */
@Timeout(180)
final class WatchingWorkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TriggerWorld world;

  @BeforeEach
  void start() throws IOException {
    world = TriggerWorld.withWatchers(2, 1);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** Work that Temporal has forgotten, and whose delegation has ended, changes no more. */
  @Test
  void watch_ofWorkThatIsGone_ends() {
    StartWorkResponse accepted = startTrip("key-1");
    world
        .auth()
        .answer(
            DelegationServiceGrpc.getGetDelegationMethod(),
            request -> {
              var delegation = world.auth().delegation(accepted.getDelegationId()).toBuilder();
              delegation.getScopeBuilder().setWorkflowId("gone");
              return GetDelegationResponse.newBuilder()
                  .setDelegation(
                      delegation
                          .setState(DelegationState.DELEGATION_STATE_CLOSED)
                          .setEndReason("SEEN_ENDED"))
                  .build();
            });

    List<Work> all = all(watch(accepted));

    assertThat(all).hasSize(1);
    assertThat(all.get(0).getDelegationState()).isEqualTo("CLOSED");
    assertThat(all.get(0).getStatus()).isEqualTo(WorkStatus.WORK_STATUS_UNSPECIFIED);
  }

  @Test
  void watch_ofRevokedWorkThatRuns_showsTheRevocationAndGoesOn() {
    StartWorkResponse accepted = startTrip("key-1");
    Iterator<WatchWorkResponse> watched = watch(accepted);
    assertThat(watched.next().getWork().getDelegationState()).isEqualTo("ACTIVE");

    world.auth().revoke(accepted.getDelegationId(), false);

    Work revoked = watched.next().getWork();
    assertThat(revoked.getDelegationState()).isEqualTo("REVOKED");
    assertThat(revoked.getStatus()).isEqualTo(WorkStatus.WORK_STATUS_RUNNING);
    terminate(accepted);
    assertThat(last(watched).getStatus()).isEqualTo(WorkStatus.WORK_STATUS_TERMINATED);
  }

  @Test
  void watch_byATokenThatExpires_ends() {
    StartWorkResponse accepted = startTrip("key-1");
    Iterator<WatchWorkResponse> watched = watch(accepted);
    watched.next();

    world.clock().advance(Duration.ofMinutes(6));

    assertThat(reasonOf(() -> all(watched))).isEqualTo(DenialReason.TOKEN_REJECTED);
    assertThat(world.audit().only(AuditEventType.CALL_AUTHORIZED).decision().reason())
        .isIn("TOKEN_EXPIRED", "TOKEN_REJECTED");
  }

  /** S3-28: a session that ends while its user watches ends the watching. */
  @Test
  void watch_byASessionThatEnds_ends() {
    StartWorkResponse accepted = startTrip("key-1");
    Iterator<WatchWorkResponse> watched = watch(accepted);
    watched.next();

    world.auth().refuse(DelegationServiceGrpc.getGetDelegationMethod(), DenialReason.SESSION_ENDED);

    assertThat(reasonOf(() -> all(watched))).isEqualTo(DenialReason.TOKEN_REJECTED);
  }

  @Test
  void watchers_overTheLimit_areRefusedAndToldUntilOneGoes() {
    StartWorkResponse accepted = startTrip("key-1");
    io.grpc.Context.CancellableContext first = io.grpc.Context.current().withCancellation();
    first.run(() -> watch(accepted).next());

    assertThat(reasonOf(() -> all(watch(accepted)))).isEqualTo(DenialReason.WATCHERS_EXHAUSTED);
    AuditEvent event = world.audit().only(AuditEventType.CALL_AUTHORIZED);
    assertThat(event.decision().reason()).isEqualTo("WATCHERS_EXHAUSTED");
    assertThat(event.decision().detail()).contains("limits.watchersPerUser");
    assertThat(event.parties().subject()).isEqualTo("user-ada");

    first.cancel(null);
    terminate(accepted);
    Await.untilPasses(
        "the place of the first",
        PATIENCE,
        () -> {
          try {
            assertThat(all(watch(accepted))).isNotEmpty();
          } catch (io.grpc.StatusRuntimeException e) {
            throw new AssertionError("not yet", e);
          }
        });
    // Nobody refused the watcher who went away.
    assertThat(world.audit().events(AuditEventType.CALL_AUTHORIZED))
        .allMatch(told -> told.decision().reason().equals("WATCHERS_EXHAUSTED"));
  }

  /** A user who watches as much as they may leaves places to others, until all are taken. */
  @Test
  void watchers_ofOneUser_doNotTakeThePlacesOfOthers() {
    StartWorkResponse adas = startTrip("key-1");
    StartWorkResponse berts = world.as(world.bert()).startWork(trip("key-2").build());
    assertThat(watch(adas).hasNext()).isTrue();
    assertThat(reasonOf(() -> all(watch(adas)))).isEqualTo(DenialReason.WATCHERS_EXHAUSTED);

    assertThat(watch(world.bert(), berts).hasNext()).isTrue();

    String cy = world.issuer().accessToken().of("user-cy", "alice").session("session-3").text();
    assertThat(reasonOf(() -> all(watch(cy, adas)))).isEqualTo(DenialReason.WATCHERS_EXHAUSTED);
    assertThat(world.audit().events(AuditEventType.CALL_AUTHORIZED))
        .extracting(event -> event.decision().detail())
        .containsExactly("limits.watchersPerUser is reached", "limits.watchers is reached");
  }

  /** A stranger takes no watcher's place. */
  @Test
  void watchers_withoutAToken_takeNoPlace() {
    StartWorkResponse accepted = startTrip("key-1");
    Iterator<WatchWorkResponse> watched = watch(accepted);
    watched.next();

    assertThat(
            reasonOf(() ->
                world
                    .as(world.issuer().forger().accessToken().text())
                    .watchWork(
                        WatchWorkRequest.newBuilder()
                            .setWorkflowId(accepted.getWorkflowId())
                            .build())
                    .next()))
        .isEqualTo(DenialReason.TOKEN_REJECTED);
  }

  /** A watcher learns that Temporal is gone; who asks again later finds what is then known. */
  @Test
  void watch_whileTemporalRestarts_endsUnavailableAndCanBeRepeated() throws IOException {
    StartWorkResponse accepted = startTrip("key-1");
    Iterator<WatchWorkResponse> watched = watch(accepted);
    watched.next();

    world.engine().goDown();
    assertThat(reasonOf(() -> all(watched))).isEqualTo(DenialReason.TEMPORAL_UNAVAILABLE);

    world.engine().comeBack();
    world.reconnect();
    // This engine has forgotten everything; a real one has not.
    assertThat(watch(accepted).next().getWork().getDelegationState()).isEqualTo("ACTIVE");
  }

  private StartWorkResponse startTrip(String key) {
    return world.as(world.ada()).startWork(trip(key).build());
  }

  private Iterator<WatchWorkResponse> watch(StartWorkResponse of) {
    return watch(world.ada(), of);
  }

  private Iterator<WatchWorkResponse> watch(String token, StartWorkResponse of) {
    return world
        .as(token)
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

  private void terminate(StartWorkResponse work) {
    assertThat(
            world
                .engine()
                .stub()
                .terminateWorkflowExecution(
                    TerminateWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowExecution(
                            WorkflowExecution.newBuilder().setWorkflowId(work.getWorkflowId()))
                        .build()))
        .isNotNull();
  }
}
