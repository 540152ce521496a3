package dev.locum.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.audit.EventIds;
import dev.locum.gateway.authority.Authority;
import dev.locum.gateway.authority.CheckedDelegations;
import dev.locum.gateway.authority.DescribedCallers;
import dev.locum.gateway.caller.Authentication;
import dev.locum.gateway.caller.CallerRole;
import dev.locum.gateway.caller.Connection;
import dev.locum.gateway.caller.Credential;
import dev.locum.gateway.caller.CredentialKind;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.delegation.DelegationGate;
import dev.locum.gateway.explain.Explanations;
import dev.locum.gateway.fixture.OpenRules;
import dev.locum.gateway.limit.GuessLimit;
import dev.locum.gateway.limit.TenantBounds;
import dev.locum.gateway.limit.TenantLimits;
import dev.locum.gateway.telemetry.Telemetry;
import dev.locum.gateway.trail.RefusalTrail;
import dev.locum.gateway.upstream.TemporalMethod;
import dev.locum.gateway.upstream.TemporalMethods;
import dev.locum.gateway.upstream.Upstream;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueRequest;
import dev.locum.temporalapi.workflowservice.v1.PollActivityTaskQueueResponse;
import dev.locum.temporalapi.workflowservice.v1.WorkflowServiceGrpc;
import dev.locum.testkit.audit.RecordingAuditSink;
import dev.locum.testkit.time.TestClock;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.CallCredentials;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A call ends once and is refused once, in whatever order proof, message, answer and the record of
 * the refusal come.
 */
final class OneEndTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final int ROUNDS = 10_000;
  private static final TemporalMethod POLL =
      Objects.requireNonNull(
          TemporalMethods.compiled()
              .find(WorkflowServiceGrpc.getPollActivityTaskQueueMethod().getFullMethodName()));
  private static final GatewayCaller CALLER =
      new GatewayCaller(
          new WorkloadId("alice-worker"),
          CallerRole.WORKER,
          Optional.of(new TenantId("alice")),
          CredentialKind.CERTIFICATE,
          Map.of());
  private static final Connection CONNECTION =
      new Connection(
          Optional.of(new Credential.Certificate("thumbprint", TestClock.NOON.plus(LONG))));

  private final TestClock clock = TestClock.atNoon();
  private final RecordingAuditSink trail = new RecordingAuditSink();
  private final ManagedChannel nobody = NettyChannelBuilder.forTarget("127.0.0.1:1").build();
  private final StandingTemporal temporal = new StandingTemporal();
  private final StandingCall caller = new StandingCall(POLL);

  /** A Temporal that answers when the test says so. */
  private static final class StandingTemporal implements Upstream {

    private final List<String> called = new ArrayList<>();
    private final Queue<Answer> waiting = new ArrayDeque<>();

    @Override
    public Started start(
        TemporalMethod method,
        Message request,
        @Nullable Deadline deadline,
        Metadata headers,
        Answer answer) {
      called.add(method.name().substring(method.name().indexOf('/') + 1));
      waiting.add(answer);
      return () -> {};
    }

    /** Answers what was called first and has no answer yet. */
    void answer(Message message) {
      waiting.remove().ended(Status.OK, message.toByteArray(), new Metadata());
    }
  }

  @AfterEach
  void end() {
    nobody.shutdownNow();
  }

  private ProxyParts parts(Supplier<CompletableFuture<Authentication>> proof, Executor disk) {
    AuditRecorder recorder =
        new AuditRecorder(
            AuditParties.of("gateway", "gateway"),
            trail,
            new EventIds(clock, new Random(7)),
            clock);
    Authority authority = new Authority(nobody, new NoCredentials(), LONG);
    TemporalMethods methods = TemporalMethods.compiled();
    OpenRules rules = new OpenRules();
    CallDesk desk =
        new CallDesk(
            methods,
            (credential, address) -> proof.get(),
            new TenantLimits(
                new TenantBounds(
                    Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
                System::nanoTime),
            rules,
            new DelegationGate(new CheckedDelegations(authority, clock)),
            temporal,
            new RefusalTrail(recorder, disk, new GuessLimit(System::nanoTime)),
            Telemetry.create(),
            null,
            clock,
            false,
            new Explanations(methods, new DescribedCallers(authority), rules, false),
            null);
    Reports reports = new Reports(methods, temporal, (delay, unit) -> Runnable::run);
    return new ProxyParts(desk, reports, new OpenCalls());
  }

  /** Asks nothing of anybody. */
  private static final class NoCredentials extends CallCredentials {
    @Override
    public void applyRequestMetadata(
        RequestInfo requestInfo, Executor executor, MetadataApplier applier) {
      applier.fail(Status.UNAVAILABLE);
    }
  }

  private Authentication proven(Duration validity) {
    return new Authentication.Proven(CALLER, clock.instant().plus(validity));
  }

  private Authentication disabled() {
    return new Authentication.Refused(
        Rejection.of(DenialReason.CREDENTIAL_UNKNOWN, "disabled"), clock.instant());
  }

  private int refusals() {
    return trail.events(AuditEventType.TEMPORAL_CALLED).size();
  }

  private ProxiedCall polling(ProxyParts parts) {
    ProxiedCall call = new ProxiedCall(caller, POLL, parts, new Metadata());
    call.begin(CONNECTION);
    call.onMessage(
        PollActivityTaskQueueRequest.newBuilder().setNamespace("default").build().toByteArray());
    call.onHalfClose();
    return call;
  }

  /** A peer can close its half without a message, at the moment at which it is proven. */
  @Test
  void callThatEndsAsItsCallerIsProven_isRefusedOnce() throws Exception {
    AtomicReference<CompletableFuture<Authentication>> proof =
        new AtomicReference<>(new CompletableFuture<>());
    ProxyParts parts = parts(proof::get, Runnable::run);
    AtomicInteger round = new AtomicInteger();
    AtomicInteger provenIn = new AtomicInteger();
    Thread prover =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int i = 1; i <= ROUNDS; i++) {
                awaitRound(round, i);
                proof.get().complete(proven(LONG));
                provenIn.set(i);
              }
            });

    try {
      for (int i = 1; i <= ROUNDS; i++) {
        proof.set(new CompletableFuture<>());
        ProxiedCall call = new ProxiedCall(new StandingCall(POLL), POLL, parts, new Metadata());
        call.begin(CONNECTION);
        round.set(i);
        // So that each order of the two comes up, and whatever lies between.
        for (int wait = i % 256; wait > 0; wait--) {
          Thread.onSpinWait();
        }
        call.onHalfClose();
        awaitRound(provenIn, i);
        assertThat(refusals()).as("refusals of round " + i).isOne();
        trail.clear();
      }
    } finally {
      round.set(ROUNDS);
      prover.join();
    }
  }

  private static void awaitRound(AtomicInteger round, int wanted) {
    for (int spins = 1; round.get() < wanted; spins++) {
      if (spins % 1024 == 0) {
        LockSupport.parkNanos(1000);
      }
      Thread.onSpinWait();
    }
  }

  /** Open calls are looked at every second; a disk may take longer. */
  @Test
  void refusalThatWaitsForTheDisk_isRecordedOnce() {
    Queue<Runnable> disk = new ArrayDeque<>();
    Queue<Authentication> answers = new ArrayDeque<>(List.of(proven(Duration.ofSeconds(5))));
    ProxyParts parts = parts(() -> CompletableFuture.completedFuture(next(answers)), disk::add);
    ProxiedCall call = polling(parts);
    clock.advance(Duration.ofSeconds(6));

    for (int second = 0; second < 3; second++) {
      call.proveAgain();
    }
    disk.forEach(Runnable::run);

    assertThat(refusals()).isOne();
    assertThat(caller.closed()).hasSize(1);
  }

  /** What Temporal hands out meanwhile goes back, and the caller is refused as it was to be. */
  @Test
  void taskThatComesWhileARefusalIsRecorded_goesBackAndIsRefusedOnce() {
    Queue<Runnable> disk = new ArrayDeque<>();
    Queue<Authentication> answers = new ArrayDeque<>(List.of(proven(Duration.ofSeconds(5))));
    ProxyParts parts = parts(() -> CompletableFuture.completedFuture(next(answers)), disk::add);
    ProxiedCall call = polling(parts);
    clock.advance(Duration.ofSeconds(6));

    call.proveAgain();
    temporal.answer(task());
    temporal.answer(PollActivityTaskQueueResponse.getDefaultInstance());
    disk.forEach(Runnable::run);

    assertThat(temporal.called)
        .containsExactly("PollActivityTaskQueue", "RespondActivityTaskFailed");
    assertThat(refusals()).isOne();
    assertThat(caller.closed()).hasSize(1);
    assertThat(caller.messages()).isEmpty();
  }

  /** Between Temporal's answer and the caller somebody is asked, who may take a while. */
  @Test
  void taskOfACallerThatGoesAwayWhileItIsChecked_goesBack() {
    CompletableFuture<Authentication> again = new CompletableFuture<>();
    Queue<CompletableFuture<Authentication>> answers =
        new ArrayDeque<>(
            List.of(CompletableFuture.completedFuture(proven(Duration.ofSeconds(5))), again));
    ProxiedCall call = polling(parts(answers::remove, Runnable::run));
    clock.advance(Duration.ofSeconds(6));
    temporal.answer(task());

    call.onCancel();
    again.complete(proven(LONG));

    assertThat(temporal.called)
        .containsExactly("PollActivityTaskQueue", "RespondActivityTaskFailed");
    assertThat(caller.messages()).isEmpty();
    assertThat(refusals()).isZero();
  }

  private static PollActivityTaskQueueResponse task() {
    return PollActivityTaskQueueResponse.newBuilder()
        .setTaskToken(ByteString.copyFromUtf8("token"))
        .build();
  }

  private Authentication next(Queue<Authentication> answers) {
    Authentication answer = answers.poll();
    return answer == null ? disabled() : answer;
  }
}
