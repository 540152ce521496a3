package dev.locum.gateway.wire;

import com.google.protobuf.Message;
import dev.locum.audit.AuditEventType;
import dev.locum.gateway.rpc.CallEnd;
import dev.locum.gateway.upstream.TemporalMethod;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the caller of a call is told, and how: it is refused, answered or told of a fault, once, and
 * what it is refused is recorded before, once as well. Steps of the call are run here, since one
 * that fails is its end.
 */
final class CallerSide {

  private static final Logger LOG = LoggerFactory.getLogger(CallerSide.class);

  private static final Set<DenialReason> LIMITS =
      Set.of(DenialReason.TENANT_LIMIT_REACHED, DenialReason.LOGIN_RATE_LIMITED);

  private final ServerCall<byte[], Message> call;
  private final TemporalMethod method;
  private final CallRecord record;
  private final String correlationId;
  private final UpstreamLeg leg;
  private final Runnable onEnd;
  private final AtomicBoolean refusing = new AtomicBoolean();

  /**
   * The side of one call.
   *
   * @param leg is cancelled when the caller is refused
   * @param onEnd runs when the call has ended
   */
  CallerSide(
      ServerCall<byte[], Message> call,
      TemporalMethod method,
      CallRecord record,
      String correlationId,
      UpstreamLeg leg,
      Runnable onEnd) {
    this.call = call;
    this.method = method;
    this.record = record;
    this.correlationId = correlationId;
    this.leg = leg;
    this.onEnd = onEnd;
  }

  /** Reads what the caller sends: the one message, and one more to see that there is none. */
  void read() {
    call.request(2);
  }

  /** Ends the call with an answer; false: it has ended before, and nobody gets it. */
  boolean respond(Message response) {
    boolean isTheEnd = ended(CallRecord.ANSWERED, false);
    if (isTheEnd) {
      call.sendHeaders(new Metadata());
      call.sendMessage(response);
      CallEnd.ok(call);
    }
    return isTheEnd;
  }

  /** Ends the call as Temporal did. */
  void passOn(Status status, Metadata trailers) {
    if (ended(status.getCode().name(), false)) {
      CallEnd.passOn(call, status, trailers, correlationId);
    }
  }

  /** The caller has gone. */
  void cancelled() {
    ended("CANCELLED", false);
  }

  /**
   * Records the refusal and tells the caller. Whoever comes second, while the first is recorded,
   * changes nothing. A limit says nothing about rights, and whoever has reached one must not fill
   * the trail: it is counted only.
   */
  void refuse(Rejection rejection) {
    if (LIMITS.contains(rejection.reason())) {
      tell(rejection);
    } else if (refusing.compareAndSet(false, true)) {
      record(AuditEventType.TEMPORAL_CALLED, rejection, this::tell);
    }
  }

  /** Records a refusal that is not the end of the call, and goes on. */
  void record(AuditEventType type, Rejection rejection, Consumer<Rejection> then) {
    record.refused(type, rejection, told -> run(() -> then.accept(told)));
  }

  private void tell(Rejection rejection) {
    if (!ended(rejection.reason().publicReason().code(), true)) {
      return;
    }
    if (rejection.reason() == DenialReason.METHOD_NOT_ALLOWED
        && ProbedMethods.isProbed(method.name())) {
      CallEnd.unimplemented(call);
    } else {
      CallEnd.refuse(call, rejection, correlationId);
    }
    leg.cancel();
  }

  /** Goes on when a step is done; one that fails is the end of the call. */
  <T> void when(CompletableFuture<T> step, Consumer<T> next) {
    step.whenComplete((result, failure) ->
        run(() -> {
          if (failure != null) {
            throw new IllegalStateException("a step failed", failure);
          }
          next.accept(result);
        }));
  }

  /** Runs a step; its failure is the end of the call. */
  void run(Step step) {
    try {
      step.run();
    } catch (DenialException e) {
      refuse(e.rejection());
    } catch (Exception e) {
      LOG.error("{} failed, correlation {}", method, correlationId, e);
      if (ended(DenialReason.SERVER_FAULT.code(), true)) {
        CallEnd.refuse(call, Rejection.of(DenialReason.SERVER_FAULT), correlationId);
      }
      leg.cancel();
    }
  }

  private boolean ended(String outcome, boolean refused) {
    boolean isTheEnd = record.end(outcome, refused);
    if (isTheEnd) {
      onEnd.run();
    }
    return isTheEnd;
  }

  /** A step that may fail. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }
}
