package dev.locum.audit;

import java.time.Clock;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Makes the events of one part and records them: it stamps each with an id, the time, the part and
 * the workload that acts. Thread-safe.
 *
 * <pre>{@code
 * recorder.draft(DELEGATION_VERIFIED)
 *     .subject(subject, tenant).execution(execution).token(tokenId)
 *     .refused(reason.code(), detail)
 *     .record();
 * }</pre>
 */
public final class AuditRecorder {

  private final AuditParties self;
  private final AuditSink sink;
  private final Supplier<String> ids;
  private final Clock clock;

  /**
   * A recorder.
   *
   * @param self the part and the workload whose events these are
   * @param ids unique event ids, see {@link EventIds}
   */
  public AuditRecorder(AuditParties self, AuditSink sink, Supplier<String> ids, Clock clock) {
    this.self = self;
    this.sink = sink;
    this.ids = ids;
    this.clock = clock;
  }

  /** A new event of this part; it has no decision yet, and without one it cannot be recorded. */
  public AuditDraft draft(AuditEventType type) {
    return new AuditDraft(this, type, self);
  }

  /**
   * Records several events, all or none.
   *
   * @throws AuditUnavailableException if they could not be kept; what they tell of must not take
   *     effect
   */
  public void record(AuditDraft... drafts) {
    sink.record(Arrays.stream(drafts).map(AuditDraft::event).toList());
  }

  String nextId() {
    return ids.get();
  }

  Clock clock() {
    return clock;
  }
}
