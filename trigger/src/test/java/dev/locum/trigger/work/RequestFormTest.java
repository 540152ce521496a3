package dev.locum.trigger.work;

import static dev.locum.trigger.fixture.Answers.refused;
import static dev.locum.trigger.fixture.TriggerWorld.json;
import static dev.locum.trigger.fixture.TriggerWorld.trip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.locum.audit.AuditDecision.Outcome;
import dev.locum.protocol.auth.v1.DelegationServiceGrpc;
import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.protocol.trigger.v1.GetResultRequest;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.ListWorkRequest;
import dev.locum.protocol.trigger.v1.QueryWorkRequest;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkRequest;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc.TriggerServiceBlockingStub;
import dev.locum.trigger.fixture.Answers.Told;
import dev.locum.trigger.fixture.TriggerWorld;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Collections;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Malformed requests (issue 3, bad input): each is refused with a stable code and told what is
 * wrong and what is expected, without the value; nothing is delegated or started; one event tells
 * of it.
 */
@Timeout(120)
final class RequestFormTest {

  private static final int MEBIBYTE = 1024 * 1024;

  private static TriggerWorld world;

  @BeforeAll
  static void start() throws IOException {
    world = TriggerWorld.start();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @AfterEach
  void forget() {
    world.audit().clear();
  }

  /**
   * A malformed request.
   *
   * @param fault what is wrong with it
   * @param call sends it
   * @param told what the answer says
   */
  record Malformed(String fault, Function<TriggerServiceBlockingStub, Object> call, String told) {
    @Override
    public String toString() {
      return fault;
    }
  }

  private static Malformed start(String fault, StartWorkRequest.Builder request, String told) {
    return new Malformed(fault, stub -> stub.startWork(request.build()), told);
  }

  private static Malformed input(String fault, Data input, String told) {
    return start(fault, trip("key").clearInput().addInput(input), told);
  }

  static Stream<Malformed> starts() {
    return Stream.of(
        start("no route", trip("key").clearRoute(), "route: absent (expected: "),
        start("no key", trip(""), "idempotency_key: refused (expected: [A-Za-z0-9._:-]{1,200})"),
        start("key with a space", trip("key 1"), "idempotency_key: refused (expected: "),
        start("long key", trip("k".repeat(201)), "idempotency_key: refused (expected: "),
        start("key with a newline", trip("key\n"), "idempotency_key: refused (expected: "),
        start(
            "no deadline",
            trip("key").setDeadline(duration(0, 0)),
            "deadline: refused (expected: whole seconds, at least 1)"),
        start(
            "deadline in the past",
            trip("key").setDeadline(duration(-5, 0)),
            "deadline: refused (expected: whole seconds, at least 1)"),
        start(
            "deadline with a fraction",
            trip("key").setDeadline(duration(5, 1)),
            "deadline: refused (expected: whole seconds, at least 1)"),
        start(
            "endless deadline",
            trip("key").setDeadline(duration(Long.MAX_VALUE, 0)),
            "deadline: refused (expected: whole seconds, at least 1)"),
        start(
            "malformed action",
            trip("key").addActions("fleet.reserve").addActions("*"),
            "actions[1]: "),
        start(
            "many actions",
            trip("key").addAllActions(Collections.nCopies(201, "fleet.reserve")),
            "actions: 201 (expected: at most 200)"),
        start(
            "long queue",
            trip("key").setTaskQueue("q".repeat(256)),
            "task_queue: too long (expected: at most 255 characters)"),
        start(
            "many inputs",
            trip("key").addAllInput(Collections.nCopies(100, json("1"))),
            "input: 101 values (expected: at most 100)"),
        start(
            "large inputs together",
            trip("key")
                .addInput(Data.newBuilder().setBinary(bytes(MEBIBYTE)))
                .addInput(Data.newBuilder().setBinary(bytes(MEBIBYTE))),
            "bytes in all (expected: at most 1572864)"));
  }

  static Stream<Malformed> inputs() {
    return Stream.of(
        input("no form", Data.getDefaultInstance(), "input[0]: empty (expected: json or binary)"),
        input("empty JSON", json(""), "input[0].json: empty (expected: one JSON value)"),
        input("blank JSON", json(" \n"), "input[0].json: empty (expected: one JSON value)"),
        input("a bare word", json("hello"), "input[0].json: not JSON (expected: "),
        input("not closed", json("{\"a\":1"), "input[0].json: not JSON (expected: "),
        input("two values", json("1 2"), "input[0].json: more than one value (expected: "),
        input("rubbish after it", json("{} }"), "input[0].json: "),
        input("a member twice", json("{\"a\":1,\"a\":2}"), "input[0].json: not JSON (expected: "),
        input("NaN", json("NaN"), "input[0].json: not JSON (expected: "),
        input("a comment", json("/* */ 1"), "input[0].json: not JSON (expected: "),
        input("a byte order mark", json("\ufeff1"), "input[0].json: not JSON (expected: "),
        input("single quotes", json("'a'"), "input[0].json: not JSON (expected: "),
        input(
            "nested too deep",
            json("[".repeat(65) + "]".repeat(65)),
            "input[0].json: not JSON (expected: one value, nested at most 64 deep)"),
        input(
            "a number of two thousand digits",
            json("1".repeat(2000)),
            "input[0].json: not JSON (expected: "),
        input(
            "large",
            Data.newBuilder().setBinary(bytes(MEBIBYTE + 1)).build(),
            "input[0]: 1048577 bytes (expected: at most 1048576)"));
  }

  static Stream<Malformed> others() {
    return Stream.of(
        new Malformed(
            "negative page",
            stub -> stub.listWork(ListWorkRequest.newBuilder().setPageSize(-1).build()),
            "page_size: -1 (expected: 1 to 500)"),
        new Malformed(
            "large page",
            stub -> stub.listWork(ListWorkRequest.newBuilder().setPageSize(501).build()),
            "page_size: 501 (expected: 1 to 500)"),
        new Malformed(
            "page token of one's own",
            stub -> stub.listWork(ListWorkRequest.newBuilder().setPageToken("' OR 1=1").build()),
            "page_token: refused (expected: one that was answered)"),
        new Malformed(
            "long page token",
            stub ->
                stub.listWork(ListWorkRequest.newBuilder().setPageToken("1".repeat(1001)).build()),
            "page_token: refused (expected: one that was answered)"),
        result("long wait", duration(61, 0)),
        result("negative wait", duration(-1, 0)),
        result("a little too long", duration(60, 1)),
        result("overflowing wait", duration(Long.MAX_VALUE, 999_999_999)),
        result("malformed wait", duration(1, Integer.MAX_VALUE)),
        new Malformed(
            "no signal name",
            stub -> stub.signalWork(SignalWorkRequest.newBuilder().setWorkflowId("any").build()),
            "signal_name: refused (expected: 1 to 255 characters)"),
        new Malformed(
            "malformed signal input",
            stub ->
                stub.signalWork(
                    SignalWorkRequest.newBuilder()
                        .setWorkflowId("any")
                        .setSignalName("end")
                        .addInput(json("{"))
                        .build()),
            "input[0].json: not JSON (expected: "),
        new Malformed(
            "long query type",
            stub ->
                stub.queryWork(
                    QueryWorkRequest.newBuilder()
                        .setWorkflowId("any")
                        .setQueryType("q".repeat(256))
                        .build()),
            "query_type: refused (expected: 1 to 255 characters)"),
        new Malformed(
            "long reason",
            stub ->
                stub.cancelWork(
                    CancelWorkRequest.newBuilder()
                        .setWorkflowId("any")
                        .setReason("r".repeat(201))
                        .build()),
            "reason: too long (expected: at most 200 characters)"));
  }

  private static Malformed result(String fault, Duration wait) {
    return new Malformed(
        fault,
        stub ->
            stub.getResult(
                GetResultRequest.newBuilder().setWorkflowId("any").setWait(wait).build()),
        "wait: refused (expected: 0 to 60 seconds)");
  }

  @ParameterizedTest
  @MethodSource({"starts", "inputs", "others"})
  void request_thatIsMalformed_isToldWhatIsWrong(Malformed malformed) {
    Told told = refused(() -> malformed.call().apply(world.as(world.ada())));

    assertThat(told.status()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(told.code()).isEqualTo("REQUEST_INVALID");
    assertThat(told.retryable()).isFalse();
    assertThat(told.message()).startsWith("The request is not valid. ").contains(malformed.told());
    assertThat(world.auth().requests(DelegationServiceGrpc.getIssueDelegationMethod())).isEmpty();
    world.engine().requireNothingStarted();
    assertThat(world.audit().events()).hasSize(1);
    assertThat(world.audit().events().get(0).decision().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(world.audit().events().get(0).parties().subject()).isEqualTo("user-ada");
  }

  @Test
  void workflowId_thatCannotBeOne_namesWorkThatIsNotThere() {
    for (String id : new String[] {"", "w".repeat(256)}) {
      Told told =
          refused(() ->
              world.as(world.ada()).getWork(GetWorkRequest.newBuilder().setWorkflowId(id).build()));

      assertThat(told.code()).isEqualTo("WORK_NOT_FOUND");
    }
  }

  /** The transport's own answer, before anything of ours runs: it has no code. */
  @Test
  void request_largerThanTheTransportTakes_isCutOffBeforeAnybodyIsAsked() {
    int before = world.calls().size();
    StartWorkRequest large =
        trip("key").addInput(Data.newBuilder().setBinary(bytes(5 * MEBIBYTE))).build();

    assertThatThrownBy(() -> world.as(world.ada()).startWork(large))
        .isInstanceOf(StatusRuntimeException.class);

    assertThat(world.calls()).hasSize(before);
    world.engine().requireNothingStarted();
  }

  /** What is wrong is told, what was sent is not: it may be a secret in the wrong field. */
  @Test
  void refusal_neverShowsTheValue() {
    Told told =
        refused(
            () -> world.as(world.ada()).startWork(trip("key").addActions("S3cret value!").build()));

    assertThat(told.message()).contains("actions[0]").doesNotContain("S3cret");
    assertThat(world.audit().events().toString()).doesNotContain("S3cret");
  }

  private static Duration duration(long seconds, int nanos) {
    return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }

  private static ByteString bytes(int size) {
    return ByteString.copyFrom(new byte[size]);
  }
}
