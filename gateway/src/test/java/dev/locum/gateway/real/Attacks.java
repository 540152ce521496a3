package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.locum.audit.AuditEventType;
import dev.locum.grpcauthz.rpc.Correlation;
import dev.locum.grpcauthz.rpc.Refusals;
import dev.locum.protocol.audit.v1.AuditEvent;
import dev.locum.protocol.audit.v1.Outcome;
import dev.locum.protocol.auth.v1.Refusal;
import dev.locum.testkit.await.Await;
import dev.locum.token.denial.DenialReason;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * Asserts that attacks through the gateway are refused: at once, with which public code, and with
 * an event in the audit trail that says of which tenant, to which method, and why. {@link
 * RealWorldExtension} asks for {@link #assertAudited} after each test, and that a test of a way
 * around the gateway asserts a refusal here.
 */
final class Attacks {

  /** Far below the deadline of a call; a refusal that waits for something is one that hangs. */
  private static final Duration AT_ONCE = Duration.ofSeconds(20);

  private static final String UNKNOWN = "";

  private final Supplier<List<AuditEvent>> trail;
  private final Duration shipped;
  private final List<Expected> expected = new ArrayList<>();
  private @Nullable Attempt last;

  /**
   * A call through the gateway.
   *
   * @param workload who made it
   * @param method its full name
   * @param correlationId what joins it with the trail
   */
  record Attempt(String workload, String method, String correlationId) {}

  private record Expected(
      Attempt attempt, AuditEventType type, DenialReason reason, boolean byStranger) {}

  /**
   * Attacks at a gateway.
   *
   * @param trail the events that have come to the auth service
   * @param shipped how long one may take to come
   */
  Attacks(Supplier<List<AuditEvent>> trail, Duration shipped) {
    this.trail = trail;
    this.shipped = shipped;
  }

  /** A channel whose calls are known here as those of a workload. */
  Channel noting(Channel channel, String workload) {
    return ClientInterceptors.intercept(channel, new Noting(workload));
  }

  /** The last call through the gateway. */
  Attempt last() {
    if (last == null) {
      throw new AssertionError("no call through the gateway was made");
    }
    return last;
  }

  /** The gateway refuses the attack's last call. */
  void refused(DenialReason reason, ThrowingCallable attack) {
    expected.add(
        new Expected(refusedNow(reason, attack), AuditEventType.TEMPORAL_CALLED, reason, false));
  }

  /** The same of a call of no method of Temporal's, for which nobody is asked who makes it. */
  void refusedUnasked(DenialReason reason, ThrowingCallable attack) {
    expected.add(
        new Expected(refusedNow(reason, attack), AuditEventType.TEMPORAL_CALLED, reason, true));
  }

  private Attempt refusedNow(DenialReason reason, ThrowingCallable attack) {
    long begun = System.nanoTime();
    StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, attack);
    assertThat(failure).as("a refusal with " + reason).isNotNull();
    Optional<Refusal> refusal = Refusals.refusalOf(failure);
    assertThat(refusal.map(Refusal::getCode))
        .as(failure.toString())
        .contains(reason.publicReason().code());
    assertThat(refusal.map(Refusal::getCorrelationId)).contains(last().correlationId());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("nothing hung").isLessThan(AT_ONCE);
    return last();
  }

  /** The attack's last call is answered: in place of its orders Temporal is told of a failure. */
  void replaced(DenialReason reason, ThrowingCallable attack) {
    assertThat(catchThrowable(attack)).as("the answer to an attack").isNull();
    expected.add(new Expected(last(), AuditEventType.TEMPORAL_CALLED, reason, false));
  }

  /** The task that Temporal had for a call is not handed out; the call was answered. */
  void withheld(DenialReason reason, Attempt attempt) {
    expected.add(new Expected(attempt, AuditEventType.TASK_DISPATCHED, reason, false));
  }

  /** Whether something was asserted since {@link #forget}. */
  boolean isAsserted() {
    return !expected.isEmpty();
  }

  /** Begins anew. */
  void forget() {
    expected.clear();
    last = null;
  }

  /** Each refusal that was asserted is in the trail. */
  void assertAudited() {
    for (Expected each : expected) {
      Await.untilPasses("an audit event of " + each, shipped, () -> assertAudited(each));
    }
  }

  private void assertAudited(Expected each) {
    Attempt attempt = each.attempt();
    assertThat(trail.get())
        .filteredOn(event -> event.getCorrelationId().equals(attempt.correlationId()))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getType()).isEqualTo(each.type().name());
          assertThat(event.getOutcome()).isEqualTo(Outcome.OUTCOME_REFUSED);
          assertThat(event.getReason()).as(event.getDetail()).isEqualTo(each.reason().code());
          String by = each.byStranger() ? UNKNOWN : attempt.workload();
          assertThat(event.getDetail()).startsWith(attempt.method() + " by " + by + ": ");
          assertThat(event.getTenant()).isEqualTo(each.byStranger() ? UNKNOWN : tenant(attempt));
        });
  }

  /** Whose a workload is, says its name here. */
  private static String tenant(Attempt attempt) {
    int dash = attempt.workload().indexOf('-');
    return dash < 0 ? UNKNOWN : attempt.workload().substring(0, dash);
  }

  private final class Noting implements ClientInterceptor {

    private final String workload;

    Noting(String workload) {
      this.workload = workload;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      Attempt attempt =
          new Attempt(workload, method.getFullMethodName(), UUID.randomUUID().toString());
      last = attempt;
      return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          headers.put(Correlation.HEADER, attempt.correlationId());
          super.start(listener, headers);
        }
      };
    }
  }
}
