package dev.locum.gateway.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditExecution;
import dev.locum.gateway.caller.GatewayCaller;
import dev.locum.gateway.trail.AccessLine;
import dev.locum.gateway.trail.AccessLine.Decided;
import dev.locum.gateway.trail.AccessLog;
import dev.locum.gateway.trail.RefusalTrail;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is kept of one call: its refusals in the trail, and its one end in limits and metrics. */
final class CallRecord {

  /** Outcome of a call that got its answer. */
  static final String ANSWERED = "ANSWERED";

  private final CallDesk desk;
  private final String method;
  private final String correlationId;
  private final CallerProof proof;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final long begun = System.nanoTime();

  private volatile String namespace = "";

  /** Whose open calls it is among; whom it is proven by may change until it ends. */
  private @Nullable GatewayCaller counted;

  /** How much of an answer its caller has not taken yet. */
  private int held;

  /** Whether its stream has closed: the caller has everything, or has gone. */
  private boolean closed;

  /** Whose the call is, in the metrics; that of a call that was one too many as well. */
  private volatile String tenant = "";

  /** What the request named, before anybody has decided whether it may. */
  private volatile String claimed = "";

  /** The first refusal, which may have been told to Temporal instead of the caller. */
  private volatile @Nullable DenialReason refusal;

  private volatile long requestBytes;
  private volatile long responseBytes;

  CallRecord(CallDesk desk, String method, String correlationId, CallerProof proof) {
    this.desk = desk;
    this.method = method;
    this.correlationId = correlationId;
    this.proof = proof;
  }

  /** Counts the call among its tenant's; false: the tenant has too many. */
  synchronized boolean begin(GatewayCaller caller) {
    tenant = caller.tenantName();
    if (closed) {
      return true;
    }
    boolean begins =
        (!TakenTask.isHandedOutBy(method) || desk.limits().hasRoom(caller))
            && desk.limits().begin(caller, method);
    if (begins) {
      counted = caller;
    }
    return begins;
  }

  /**
   * Counts an answer among what is held for its tenant, until {@link #closed}; false: too much is,
   * because its workloads do not take what they asked for.
   */
  synchronized boolean hold(int bytes) {
    GatewayCaller by = counted;
    if (by == null || closed) {
      return true;
    }
    boolean holds = desk.limits().hold(by, bytes);
    held += holds ? bytes : 0;
    return holds;
  }

  /**
   * The stream has closed. Only now the call counts no more: an answer that waits for its caller to
   * open a window is memory that somebody uses.
   */
  synchronized void closed() {
    GatewayCaller by = counted;
    if (by != null && !closed) {
      desk.limits().release(by, held);
      desk.limits().end(by);
    }
    closed = true;
  }

  /** Remembers the namespace that the call is about. */
  void about(String namespace) {
    this.namespace = namespace;
  }

  /** Remembers what came, for the access log. */
  void received(Message request, int bytes) {
    if (desk.accessLog() == null) {
      return;
    }
    requestBytes = bytes;
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("namespace");
    if (field != null && request.getField(field) instanceof String named) {
      claimed = named;
    }
  }

  /** Remembers how much Temporal answered, for the access log. */
  void answered(int bytes) {
    responseBytes = bytes;
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
    if (refusal == null) {
      refusal = rejection.reason();
    }
    desk.trail()
        .record(
            new RefusalTrail.Refused(
                type,
                proof.workloadName(),
                proof.address(),
                proof.tenantName(),
                method,
                AuditExecution.none().withWorkflow(namespace, "", ""),
                rejection,
                correlationId),
            told);
  }

  boolean hasEnded() {
    return ended.get();
  }

  /**
   * Whether this is the end; the only place where a call is measured.
   *
   * @param outcome for the metrics, see {@link dev.locum.gateway.telemetry.Telemetry#ended}
   * @param told whether the caller was told no
   */
  boolean end(String outcome, boolean told) {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    long nanos = System.nanoTime() - begun;
    desk.telemetry().ended(tenant, method, outcome, nanos);
    AccessLog log = desk.accessLog();
    if (log != null) {
      log.ended(line(outcome, told, nanos));
    }
    return true;
  }

  private AccessLine line(String outcome, boolean told, long nanos) {
    DenialReason unheard = told ? null : refusal;
    return new AccessLine(
        proof.workloadName(),
        proof.tenantName(),
        method,
        namespace.isEmpty() ? claimed : namespace,
        unheard != null ? replaced() : told ? Decided.REFUSED : Decided.ALLOWED,
        unheard != null ? unheard.publicReason().code() : code(outcome),
        nanos,
        requestBytes,
        responseBytes,
        correlationId);
  }

  private static String code(String outcome) {
    return outcome.equals(ANSWERED) ? "OK" : outcome;
  }

  private Decided replaced() {
    return desk.dryRun() ? Decided.DRY_RUN : Decided.REPLACED;
  }
}
