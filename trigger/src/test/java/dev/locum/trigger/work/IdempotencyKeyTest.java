package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.Answers.reasonOf;
import static dev.locum.trigger.fixture.TriggerWorld.json;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.audit.AuditEventType;
import dev.locum.protocol.auth.v1.Delegation;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.auth.v1.DelegationState;
import dev.locum.protocol.auth.v1.IssueDelegationResponse;
import dev.locum.protocol.trigger.v1.StartWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkResponse;
import dev.locum.token.denial.DenialReason;
import dev.locum.trigger.fixture.TriggerWorld;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An idempotency key stands for one request and one work. */
@Timeout(120)
final class IdempotencyKeyTest {

  private TriggerWorld world;

  @BeforeEach
  void start() throws IOException {
    world = TriggerWorld.start();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void key_repeated_answersTheSameWork() {
    StartWorkResponse first = world.as(world.ada()).startWork(trip("key-1").build());

    StartWorkResponse again = world.as(world.ada()).startWork(trip("key-1").build());

    assertThat(first.getRepeated()).isFalse();
    assertThat(again).isEqualTo(first.toBuilder().setRepeated(true).build());
    assertThat(world.engine().executions()).hasSize(1);
  }

  /** The key stands for its work for good: ended work is answered, not done again. */
  @Test
  void key_repeatedAfterTheWorkHasEnded_answersTheSameWork() {
    StartWorkResponse first = world.as(world.ada()).startWork(trip("key-1").build());
    world.auth().revoke(first.getDelegationId(), true);

    StartWorkResponse again = world.as(world.ada()).startWork(trip("key-1").build());

    assertThat(again).isEqualTo(first.toBuilder().setRepeated(true).build());
    assertThat(world.engine().executions()).hasSize(1);
  }

  static Stream<StartWorkRequest.Builder> otherRequests() {
    return Stream.of(
        trip("key-1").addInput(json("2")),
        trip("key-1").clearInput(),
        trip("key-1").setInput(0, json("\"the stations\"")),
        trip("key-1").addActions("fleet.reserve"),
        trip("key-1").setTaskQueue("queue-alice"),
        trip("key-1").setDeadline(com.google.protobuf.Duration.newBuilder().setSeconds(60)));
  }

  @ParameterizedTest
  @MethodSource("otherRequests")
  void key_usedForAnotherRequest_isRefused(StartWorkRequest.Builder other) {
    world.as(world.ada()).startWork(trip("key-1").build());

    assertThat(reasonOf(() -> world.as(world.ada()).startWork(other.build())))
        .isEqualTo(DenialReason.IDEMPOTENCY_KEY_REUSED);
    assertThat(world.engine().executions()).hasSize(1);
  }

  @Test
  void key_ofAnotherUser_isAnotherKey() {
    StartWorkResponse ofAda = world.as(world.ada()).startWork(trip("key-1").build());
    StartWorkResponse ofBert = world.as(world.bert()).startWork(trip("key-1").build());

    assertThat(ofBert.getRepeated()).isFalse();
    assertThat(ofBert.getWorkflowId()).isNotEqualTo(ofAda.getWorkflowId());
  }

  @Test
  void key_usedManyTimesAtOnce_startsOneWorkflow() throws Exception {
    String token = world.ada();
    Callable<StartWorkResponse> call = () -> world.as(token).startWork(trip("key-1").build());
    List<Future<StartWorkResponse>> answers;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      answers = callers.invokeAll(IntStream.range(0, 20).mapToObj(i -> call).toList());
    }

    for (Future<StartWorkResponse> answer : answers) {
      assertThat(answer.get().getRunId()).isEqualTo(answers.get(0).get().getRunId());
    }
    assertThat(world.engine().executions()).hasSize(1);
  }

  /** A delegation that ran out before it was started has no token to start with. */
  @Test
  void key_ofADelegationThatRanOut_isRefusedAndTold() {
    world
        .auth()
        .answer(
            DelegationServiceGrpc.getIssueDelegationMethod(),
            request ->
                IssueDelegationResponse.newBuilder()
                    .setDelegation(
                        Delegation.newBuilder()
                            .setDelegationId("delegation-1")
                            .setState(DelegationState.DELEGATION_STATE_ISSUED))
                    .setRepeated(true)
                    .build());

    assertThat(reasonOf(() -> world.as(world.ada()).startWork(trip("key-1").build())))
        .isEqualTo(DenialReason.STATE_CONFLICT);
    world.engine().requireNothingStarted();
    assertThat(world.audit().only(AuditEventType.WORK_STARTED).decision().outcome())
        .isEqualTo(Outcome.REFUSED);
  }
}
