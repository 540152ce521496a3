package dev.locum.carsharing.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.carsharing.saga.TripRequest;
import dev.locum.carsharing.saga.TripResult;
import dev.locum.carsharing.saga.TripWorkflow;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.Outcome;
import dev.locum.testkit.await.Await;
import dev.locum.token.RawToken;
import dev.locum.worker.context.Principal;
import dev.locum.worker.header.LocumHeaders;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trips through the example's processes: settled, and undone when their delegation is revoked. */
@Timeout(120)
class TripProcessesTest {

  @TempDir private Path directory;
  private ExampleProcesses example;

  @BeforeEach
  void start() throws IOException {
    example = new ExampleProcesses(directory);
  }

  @AfterEach
  void stop() {
    example.close();
  }

  /** S2-19: a trip is settled, and the trail at the downstreams names who acted for whom. */
  @Test
  void trip_withTheirOwnModes_isSettledAndOnTheTrail() {
    TripWorkflow trip = begin("trip-1", 1);

    TripResult result = WorkflowStub.fromTyped(trip).getResult(TripResult.class);

    assertThat(result.status()).isEqualTo("SETTLED");
    Await.until("the trail of the downstreams", () -> example.downstreamCalls().size() == 6);
    assertThat(example.downstreamCalls())
        .allSatisfy(event -> {
          assertThat(event.getOutcome()).isEqualTo(Outcome.OUTCOME_ALLOWED);
          assertThat(event.getSubject()).isEqualTo("user-ada");
          assertThat(event.getTenant()).isEqualTo("alice");
          assertThat(event.getWorkflowId()).isEqualTo("trip-1");
          assertThat(event.getDelegationId()).isEqualTo("delegation-1");
          assertThat(event.getDetail()).contains("alice-worker");
        });
    assertThat(example.downstreamCalls())
        .extracting(AuditEvent::getAction)
        .containsExactlyInAnyOrder(
            "fleet.reserve",
            "trip.record",
            "trip.end",
            "billing.open",
            "billing.charge",
            "billing.settle");
  }

  /**
   * Scene 4: revoked while the drive goes on, the next step is refused and the compensations run.
   */
  @Test
  void trip_revokedDuringTheDrive_isUndone() {
    TripWorkflow trip = begin("trip-1", 60);
    Await.until(
        "the record",
        () ->
            example
                .authority
                .delegation("delegation-1")
                .getRecordedActionsList()
                .contains("trip.record"));
    Await.until("the drive", () -> trip.status().equals("STARTED"));

    example.authority.revoke("delegation-1", false);
    trip.endDrive();

    assertThatThrownBy(() -> WorkflowStub.fromTyped(trip).getResult(TripResult.class))
        .isInstanceOf(WorkflowFailedException.class);
    Await.until(
        "the compensations",
        () ->
            example.downstreamCalls().stream()
                .filter(event -> event.getOutcome() == Outcome.OUTCOME_ALLOWED)
                .map(AuditEvent::getAction)
                .toList()
                .containsAll(List.of("trip.cancel", "fleet.release")));
    assertThat(example.downstreamCalls())
        .extracting(AuditEvent::getAction)
        .doesNotContain("trip.end", "billing.open");
  }

  private TripWorkflow begin(String id, int seconds) {
    String token =
        example.authority.adopt(
            example
                .authority
                .issuer()
                .delegationToken()
                .delegation("delegation-1")
                .workflow("TripWorkflow", id)
                .life(Duration.ofMinutes(10))
                .actions(ExampleProcesses.ACTIONS),
            ExampleProcesses.UNDOES);
    TripWorkflow trip =
        client(RawToken.of(token))
            .newWorkflowStub(
                TripWorkflow.class,
                WorkflowOptions.newBuilder().setTaskQueue("queue-alice").setWorkflowId(id).build());
    WorkflowClient.start(trip::run, new TripRequest("car-1", seconds));
    return trip;
  }

  /** As the trigger does it: the context of the delegation on everything that is sent. */
  private WorkflowClient client(RawToken token) {
    var headers = LocumHeaders.encode(token, new Principal("user-ada", "alice"));
    return WorkflowClient.newInstance(
        example.temporal(),
        WorkflowClientOptions.newBuilder()
            .setInterceptors(
                new WorkflowClientInterceptorBase() {
                  @Override
                  public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
                      WorkflowClientCallsInterceptor next) {
                    return new WorkflowClientCallsInterceptorBase(next) {
                      @Override
                      public WorkflowStartOutput start(WorkflowStartInput input) {
                        input.getHeader().getValues().putAll(headers);
                        return super.start(input);
                      }

                      @Override
                      public WorkflowSignalOutput signal(WorkflowSignalInput input) {
                        input.getHeader().getValues().putAll(headers);
                        return super.signal(input);
                      }

                      @Override
                      public <R> QueryOutput<R> query(QueryInput<R> input) {
                        input.getHeader().getValues().putAll(headers);
                        return super.query(input);
                      }
                    };
                  }
                })
            .build());
  }
}
