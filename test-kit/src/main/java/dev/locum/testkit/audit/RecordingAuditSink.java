package dev.locum.testkit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditEventType;
import dev.locum.audit.AuditSink;
import dev.locum.audit.AuditUnavailableException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps events in memory, in the order in which they were recorded; can be told to fail.
 * Thread-safe.
 */
public final class RecordingAuditSink implements AuditSink {

  private final CopyOnWriteArrayList<AuditEvent> events = new CopyOnWriteArrayList<>();
  private volatile boolean isBroken;

  @Override
  public void record(List<AuditEvent> recorded) {
    if (isBroken) {
      throw new AuditUnavailableException("broken by the test");
    }
    events.addAll(recorded);
  }

  /** From now on every event is refused, and so must be what it tells of. */
  public void breakDown() {
    isBroken = true;
  }

  /** From now on events are kept again. */
  public void repair() {
    isBroken = false;
  }

  /** What was recorded, oldest first. */
  public List<AuditEvent> events() {
    return List.copyOf(events);
  }

  /** What was recorded of this type, oldest first. */
  public List<AuditEvent> events(AuditEventType type) {
    return events.stream().filter(event -> event.type() == type).toList();
  }

  /** The one event of this type; fails if there is none or more than one. */
  public AuditEvent only(AuditEventType type) {
    List<AuditEvent> found = events(type);
    assertThat(found).as("events of type %s among %s", type, events).hasSize(1);
    return found.get(0);
  }

  /** Forgets what was recorded. */
  public void clear() {
    events.clear();
  }
}
