package dev.locum.audit.spool;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditSink;
import dev.locum.audit.TestEvents;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A process that records from three threads and ships from a fourth until it is killed; it prints
 * what it has done. Arguments: {@code spool} or {@code buffer}, the directory, a prefix of the ids.
 */
final class RecordingProcess {

  private RecordingProcess() {}

  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
            false,
            StandardCharsets.UTF_8);
    FileAuditSpool spool =
        FileAuditSpool.open(
            new SpoolSettings(Path.of(args[1]), 1L << 30, 16 * 1024, Duration.ofMillis(5)));
    boolean isBuffer = args[0].equals("buffer");
    ConcurrentLinkedQueue<AuditEvent> buffer = new ConcurrentLinkedQueue<>();
    AuditSink sink = isBuffer ? buffer::addAll : new SpoolingAuditSink(spool);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String prefix = args[2] + "-" + i + "-";
      threads.add(new Thread(() -> record(sink, prefix, out)));
    }
    threads.add(new Thread(() -> ship(spool, out)));
    threads.forEach(Thread::start);
  }

  private static void record(AuditSink sink, String prefix, PrintStream out) {
    for (long n = 0; ; n++) {
      sink.record(List.of(TestEvents.bare(prefix + n), TestEvents.bare(prefix + n + "b")));
      say(out, "recorded " + prefix + n);
    }
  }

  private static void ship(FileAuditSpool spool, PrintStream out) {
    try {
      while (true) {
        List<AuditEvent> events = spool.oldest(7, Duration.ofMillis(50));
        events.forEach(event -> say(out, "shipped " + event.id()));
        spool.acknowledge(events.size());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(PrintStream out, String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
