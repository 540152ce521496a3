package dev.locum.authservice.audit;

import dev.locum.audit.AuditDraft;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditParties;
import dev.locum.audit.AuditRecorder;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.store.Transaction;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The audit trail. An event of the authority's own is recorded in the transaction of what it tells
 * of; events of other parts come by {@link #append}. Thread-safe.
 */
public final class AuditTrail {

  /** How the authority calls itself in its events. */
  public static final String COMPONENT = "auth-service";

  private final Store store;
  private final Consumer<AuditEvent> told;
  private final AuditRecorder recorder;

  /**
   * A trail.
   *
   * @param ids unique event ids
   */
  public AuditTrail(Store store, Supplier<String> ids, Clock clock) {
    this(store, ids, clock, event -> {});
  }

  /**
   * A trail of which somebody is told.
   *
   * @param told gets every event of the authority's own as it is written, before the commit
   */
  public AuditTrail(Store store, Supplier<String> ids, Clock clock, Consumer<AuditEvent> told) {
    this.store = store;
    this.told = told;
    this.recorder =
        new AuditRecorder(
            AuditParties.of(COMPONENT, ""),
            events -> store.write(tx -> insertOwn(tx, events)),
            ids,
            clock);
  }

  /**
   * A new event of the authority. Finish it with {@link #record(Transaction, AuditDraft...)}; the
   * draft's own {@code record()} uses a transaction of its own, for decisions that change nothing
   * else.
   */
  public AuditDraft draft(AuditEventType type) {
    return recorder.draft(type);
  }

  /** Records events of the authority in the transaction of what they tell of. */
  public void record(Transaction tx, AuditDraft... drafts) {
    insertOwn(tx, Arrays.stream(drafts).map(AuditDraft::event).toList());
  }

  /**
   * Stores events of another part; durable when it returns. An id that is there already is kept
   * once.
   *
   * @return how many were new
   */
  public int append(List<AuditEvent> events) {
    return store.write(tx -> insert(tx, events));
  }

  /** Events that match, oldest first. */
  public List<StoredEvent> search(AuditQuery query) {
    return store.read(tx -> query.run(tx));
  }

  private int insertOwn(Transaction tx, List<AuditEvent> events) {
    events.forEach(event -> AuditRows.insertNew(tx, event));
    events.forEach(told);
    return events.size();
  }

  private static int insert(Transaction tx, List<AuditEvent> events) {
    int stored = 0;
    for (AuditEvent event : events) {
      stored += AuditRows.insert(tx, event);
    }
    return stored;
  }
}
