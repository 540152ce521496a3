package dev.locum.audit.spool;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditSink;
import java.util.List;

/**
 * Keeps events in an {@link FileAuditSpool} until somebody ships them: the sink of every part but
 * the auth service. Thread-safe. Closing the spool is the matter of whoever opened it.
 */
public final class SpoolingAuditSink implements AuditSink {

  private final FileAuditSpool spool;

  public SpoolingAuditSink(FileAuditSpool spool) {
    this.spool = spool;
  }

  @Override
  public void record(List<AuditEvent> events) {
    spool.append(events);
  }
}
