package dev.locum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.locum.cli.CliFixture.Outcome;
import dev.locum.cli.output.JsonText;
import dev.locum.protocol.trigger.v1.CancelWorkRequest;
import dev.locum.protocol.trigger.v1.Data;
import dev.locum.protocol.trigger.v1.GetResultRequest;
import dev.locum.protocol.trigger.v1.GetWorkRequest;
import dev.locum.protocol.trigger.v1.SignalWorkRequest;
import dev.locum.protocol.trigger.v1.StartWorkRequest;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc;
import dev.locum.protocol.trigger.v1.TriggerServiceGrpc.TriggerServiceBlockingStub;
import dev.locum.protocol.trigger.v1.WorkStatus;
import dev.locum.token.denial.DenialReason;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code locum work}; S3-06: the command line starts, follows and cancels work. */
@Timeout(60)
final class WorkTest {

  private static final String WORK = "alice-trip-1";

  private final Path home;
  private final CliFixture cli;

  WorkTest(@TempDir Path home) {
    this.home = home;
    this.cli = new CliFixture(home);
  }

  @BeforeEach
  void login() {
    cli.login();
  }

  @AfterEach
  void saidNoSecret() {
    assertThat(cli.everythingSaid()).doesNotContain("eyJ", "locum_rt_");
    cli.close();
  }

  /** What starts a command may be in a trace; what is no trace stays in the environment. */
  @ParameterizedTest
  @CsvSource({
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
    "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01, false",
    "a secret, false"
  })
  void start_inATrace_passesItOn(String traceparent, boolean passed) {
    cli.with("TRACEPARENT", traceparent);

    assertThat(cli.run("work", "start", "trip").exit()).isZero();

    assertThat(cli.trigger.traces()).containsExactly(passed ? traceparent : "");
  }

  @Test
  void start_ofARoute_answersTheIdAtOnce() {
    Outcome started =
        cli.run(
            "work",
            "start",
            "trip",
            "--input",
            "{\"vehicle\":\"v1\"}",
            "--input",
            "\"two\"",
            "--idempotency-key",
            "k1",
            "--deadline",
            "10m",
            "--action",
            "fleet.reserve",
            "-o",
            "json");

    assertThat(started.exit()).isZero();
    assertThat(started.json()).containsEntry("workflow_id", WORK).containsEntry("repeated", false);
    assertThat(only(StartWorkRequest.class))
        .isEqualTo(
            StartWorkRequest.newBuilder()
                .setRoute("trip")
                .addInput(Data.newBuilder().setJson("{\"vehicle\":\"v1\"}"))
                .addInput(Data.newBuilder().setJson("\"two\""))
                .setIdempotencyKey("k1")
                .setDeadline(com.google.protobuf.Duration.newBuilder().setSeconds(600))
                .addActions("fleet.reserve")
                .build());
  }

  @Test
  void start_withTheSameKey_startsNothingTwice() {
    cli.run("work", "start", "trip", "--idempotency-key", "k1");

    assertThat(cli.run("work", "start", "trip", "--idempotency-key", "k1").out())
        .contains(WORK, "it was started before");
  }

  @Test
  void start_withInputFromAFileAndFromStdin_readsBoth() throws IOException {
    Path file = Files.writeString(home.resolve("input.json"), "[1, 2]\n");

    cli.runWith(
        "{\"card\":\"secret\"}",
        "work",
        "start",
        "trip",
        "--input-file",
        file.toString(),
        "--input-file",
        "-");

    assertThat(only(StartWorkRequest.class).getInputList())
        .extracting(Data::getJson)
        .containsExactly("[1, 2]", "{\"card\":\"secret\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "text", "{} {}", "{\"a\":1,\"a\":2}", "'x'"})
  void start_withInputThatIsNotJson_endsWithTwoAndSendsNothing(String input) {
    Outcome refused = cli.run("work", "start", "trip", "--input", input);

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("--input 1: not JSON");
    assertThat(cli.trigger.requests()).isEmpty();
  }

  @Test
  void start_whenTheTriggerIsDown_saysWithWhichKeyToRepeat() {
    cli.trigger.close();

    Outcome failed = cli.run("work", "start", "trip", "--timeout", "2s");

    assertThat(failed.exit()).isEqualTo(3);
    assertThat(failed.err()).contains("--idempotency-key ");
  }

  @Test
  void start_andWait_printsTheResult() {
    cli.onPause(() -> cli.trigger.end(WORK, WorkStatus.WORK_STATUS_COMPLETED, "{\"cents\":300}"));

    Outcome waited = cli.run("work", "start", "trip", "--wait");

    assertThat(waited.exit()).isZero();
    assertThat(JsonText.parseObject(waited.out()).orElseThrow()).containsEntry("cents", 300);
  }

  @ParameterizedTest
  @CsvSource({
    "ROUTE_NOT_FOUND, 4",
    "WORK_NOT_FOUND, 4",
    "ROLE_LACKS_ACTION, 1",
    "IDEMPOTENCY_KEY_REUSED, 1",
    "LIMIT_EXCEEDED, 1",
    "REQUEST_INVALID, 2",
    "AUTHORITY_UNAVAILABLE, 3",
    "TEMPORAL_UNAVAILABLE, 3",
    "SERVER_FAULT, 3",
    "SESSION_ENDED, 7",
  })
  void start_thatIsRefused_endsWithTheCodeOfItsReason(DenialReason reason, int exit) {
    cli.trigger.refuse(reason);

    Outcome refused = cli.run("work", "start", "trip");

    assertThat(refused.exit()).isEqualTo(exit);
    assertThat(refused.err())
        .contains(reason.publicReason().sentence(), reason.publicReason().code())
        .doesNotContain("as the test says");
    Outcome json = cli.run("work", "start", "trip", "-o", "json");
    assertThat(json.out()).isEmpty();
    assertThat(JsonText.parseObject(json.err()).orElseThrow()).containsOnlyKeys("error");
  }

  @Test
  void show_ofKnownAndUnknownWork_endsWithZeroAndFour() {
    cli.run("work", "start", "trip");

    assertThat(cli.run("work", "show", WORK).out()).contains("RUNNING", "user-ada", "ACTIVE");
    assertThat(cli.run("work", "show", WORK, "--output=json").json())
        .containsEntry("status", "RUNNING");
    assertThat(cli.run("work", "show", "bob-trip-1").exit()).isEqualTo(4);
  }

  @Test
  void list_ofSeveralPages_showsAllUpToTheLimit() {
    for (int i = 0; i < 5; i++) {
      cli.run("work", "start", "trip");
    }

    assertThat(cli.run("work", "list").out().lines()).hasSize(1 + 5);
    assertThat(cli.run("work", "list", "--limit", "3").out().lines()).hasSize(1 + 3);
    assertThat(JsonText.isJson(cli.run("work", "list", "-o", "json").out())).isTrue();
  }

  @Test
  void watch_untilTheEnd_showsEachChangeOnce() {
    cli.run("work", "start", "trip");
    AtomicInteger pauses = new AtomicInteger();
    cli.onPause(() -> {
      if (pauses.incrementAndGet() == 3) {
        cli.trigger.end(WORK, WorkStatus.WORK_STATUS_COMPLETED, "1");
      }
    });

    Outcome watched = cli.run("work", "watch", WORK);

    assertThat(watched.exit()).isZero();
    assertThat(watched.out().lines().map(line -> line.replaceAll("^\\S+ \\S+ +", "")))
        .containsExactly("RUNNING  ACTIVE", "COMPLETED  ACTIVE");
  }

  @Test
  void watch_asJson_printsOneObjectALine() {
    cli.run("work", "start", "trip");
    cli.trigger.end(WORK, WorkStatus.WORK_STATUS_FAILED, "1");

    Outcome watched = cli.run("work", "watch", WORK, "-o", "json");

    assertThat(watched.exit()).isEqualTo(5);
    assertThat(watched.out().lines()).hasSize(1).allMatch(JsonText::isJson);
  }

  @Test
  void watch_whenTheTriggerGoesAwayForGood_givesUpWithThree() {
    cli.run("work", "start", "trip");
    cli.onPause(cli.trigger::close);

    assertThat(cli.run("work", "watch", WORK).exit()).isEqualTo(3);
  }

  @Test
  void result_ofWorkThatIsNotOver_endsWithSixAndDoesNotWait() {
    cli.run("work", "start", "trip");

    assertThat(cli.run("work", "result", WORK).exit()).isEqualTo(6);
    assertThat(cli.run("work", "result", WORK, "-o", "json").exit()).isEqualTo(6);
    assertThat(cli.run("work", "result", WORK, "--wait", "1s").exit()).isEqualTo(6);
  }

  @Test
  void result_ofWorkThatFailed_endsWithFiveAndSaysWhyWithoutEscapes() {
    cli.run("work", "start", "trip");
    cli.trigger.end(WORK, WorkStatus.WORK_STATUS_FAILED, "null");

    Outcome failed = cli.run("work", "result", WORK);

    assertThat(failed.exit()).isEqualTo(5);
    // What a workflow wrote must not recolour the terminal.
    assertThat(failed.out())
        .contains("locum.DELEGATION_REJECTED", "does not allow")
        .doesNotContain("\u001b");
  }

  @Test
  void result_ofWorkThatCompleted_isItsJson() {
    cli.run("work", "start", "trip");
    cli.trigger.end(WORK, WorkStatus.WORK_STATUS_COMPLETED, "{\"cents\":300}");

    assertThat(cli.run("work", "result", WORK).json()).containsEntry("cents", 300);
    assertThat(cli.run("work", "result", WORK, "-o", "json").json()).containsKeys("work", "result");
  }

  @Test
  void signalQueryAndCancel_reachTheTrigger() {
    cli.run("work", "start", "trip");

    assertThat(cli.run("work", "signal", WORK, "end", "--input", "1").exit()).isZero();
    assertThat(cli.run("work", "query", WORK, "status").json()).containsEntry("step", 3);
    assertThat(cli.run("work", "cancel", WORK, "--reason", "changed my mind").exit()).isZero();

    assertThat(only(SignalWorkRequest.class).getSignalName()).isEqualTo("end");
    assertThat(only(CancelWorkRequest.class).getReason()).isEqualTo("changed my mind");
    assertThat(cli.run("work", "result", WORK).exit()).isEqualTo(5);
  }

  // S3-07: a generated stub does what the command does; the command uses nothing that others lack.
  @Test
  void generatedStub_drivesTheSameFlow() throws IOException {
    cli.run("work", "start", "trip", "--idempotency-key", "k1", "--input", "1");
    cli.run("work", "show", WORK);
    cli.run("work", "cancel", WORK);
    cli.run("work", "result", WORK);
    List<Message> byCommand = cli.trigger.requests();

    ManagedChannel channel =
        NettyChannelBuilder.forTarget(cli.trigger.address()).usePlaintext().build();
    try {
      TriggerServiceBlockingStub stub =
          TriggerServiceGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer()));
      assertThat(
              stub.startWork(
                      StartWorkRequest.newBuilder()
                          .setRoute("trip")
                          .setIdempotencyKey("k1")
                          .addInput(Data.newBuilder().setJson("1"))
                          .build())
                  .getWorkflowId())
          .isEqualTo(WORK);
      GetWorkRequest get = GetWorkRequest.newBuilder().setWorkflowId(WORK).build();
      assertThat(stub.getWork(get).getWork().getRequestedBy()).isEqualTo("user-ada");
      stub.cancelWork(CancelWorkRequest.newBuilder().setWorkflowId(WORK).build());
      assertThat(
              stub.getResult(
                      GetResultRequest.newBuilder()
                          .setWorkflowId(WORK)
                          .setWait(com.google.protobuf.Duration.getDefaultInstance())
                          .build())
                  .getWork()
                  .getStatus())
          .isEqualTo(WorkStatus.WORK_STATUS_CANCELLED);
    } finally {
      channel.shutdownNow();
    }

    assertThat(cli.trigger.requests().subList(byCommand.size(), cli.trigger.requests().size()))
        .isEqualTo(byCommand);
  }

  private Metadata bearer() {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + cli.issuer.accessToken().text());
    return headers;
  }

  private <T extends Message> T only(Class<T> type) {
    List<T> found =
        cli.trigger.requests().stream().filter(type::isInstance).map(type::cast).toList();
    assertThat(found).hasSize(1);
    return Objects.requireNonNull(found.getFirst());
  }
}
