package dev.locum.grpcauthz.audit;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditSink;
import dev.locum.audit.AuditSpool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A spool that forgets everything with the process; for tests. */
public final class InMemorySpool implements AuditSpool, AuditSink {

  private final Deque<AuditEvent> events = new ArrayDeque<>();

  @Override
  public synchronized void record(List<AuditEvent> more) {
    events.addAll(more);
    notifyAll();
  }

  @Override
  public synchronized List<AuditEvent> oldest(int max, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (events.isEmpty() && System.nanoTime() < end) {
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
    }
    return events.stream().limit(max).toList();
  }

  @Override
  public synchronized void acknowledge(int count) {
    for (int i = 0; i < count; i++) {
      events.removeFirst();
    }
  }

  public synchronized List<AuditEvent> all() {
    return List.copyOf(events);
  }
}
