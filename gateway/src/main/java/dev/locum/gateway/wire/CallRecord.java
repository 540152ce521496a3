package dev.locum.gateway.wire;

import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.trail.RefusalTrail;
import dev.locum.gateway.upstream.TemporalMethod;
import dev.locum.token.denial.Rejection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is kept of one call: its refusals in the trail, and its one end in limits and metrics. */
final class CallRecord {

  private final CallDesk desk;
  private final TemporalMethod method;
  private final String correlationId;
  private final CallerProof proof;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final long begun = System.nanoTime();

  private volatile String namespace = "";

  /** Whose open calls it is among; whom it is proven by may change until it ends. */
  private volatile @Nullable GatewayCaller counted;

  /** Whose the call is, in the metrics; that of a call that was one too many as well. */
  private volatile String tenant = "";

  CallRecord(CallDesk desk, TemporalMethod method, String correlationId, CallerProof proof) {
    this.desk = desk;
    this.method = method;
    this.correlationId = correlationId;
    this.proof = proof;
  }

  /** Counts the call among its tenant's; false: the tenant has too many. */
  boolean begin(GatewayCaller caller) {
    tenant = caller.tenantName();
    boolean begins = desk.limits().begin(caller);
    if (begins) {
      counted = caller;
    }
    return begins;
  }

  /** Remembers the namespace that the call is about. */
  void about(String namespace) {
    this.namespace = namespace;
  }

  /** The namespace that the call is about; empty: none, or not known yet. */
  String namespace() {
    return namespace;
  }

  /**
   * Records a refusal.
   *
   * @param told goes on with what the caller may be told, on another thread
   */
  void refused(AuditEventType type, Rejection rejection, Consumer<Rejection> told) {
    desk.trail()
        .record(
            new RefusalTrail.Refused(
                type,
                proof.workloadName(),
                proof.tenantName(),
                method.name(),
                AuditExecution.none().withWorkflow(namespace, "", ""),
                rejection,
                correlationId),
            told);
  }

  boolean hasEnded() {
    return ended.get();
  }

  /**
   * Whether this is the end; the only place where a call stops to count.
   *
   * @param outcome for the metrics, see {@link dev.locum.gateway.telemetry.Telemetry#ended}
   */
  boolean end(String outcome) {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    GatewayCaller begunBy = counted;
    if (begunBy != null) {
      desk.limits().end(begunBy);
    }
    desk.telemetry().ended(tenant, method.name(), outcome, System.nanoTime() - begun);
    return true;
  }
}
