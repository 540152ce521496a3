package dev.locum.audit;

import java.time.Duration;
import java.util.List;

/**
 * Events that a part has kept and the auth service does not have yet. An event leaves the spool
 * only after {@link #acknowledge}, so a crash between sending and acknowledging sends it again; the
 * store keeps one event per id.
 *
 * <p>One reader at a time; writers may write meanwhile.
 */
public interface AuditSpool {

  /**
   * The oldest events, oldest first, and the same ones again until they are acknowledged.
   *
   * @param max at most so many, 1 or more
   * @param wait how long to wait for a first event
   * @return empty if there was none in that time
   * @throws InterruptedException if interrupted while it waits
   */
  List<AuditEvent> oldest(int max, Duration wait) throws InterruptedException;

  /**
   * Forgets the oldest {@code count} events: they are stored elsewhere.
   *
   * @throws IllegalArgumentException if fewer than {@code count} were read
   */
  void acknowledge(int count);
}
