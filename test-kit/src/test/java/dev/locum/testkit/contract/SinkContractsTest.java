package dev.locum.testkit.contract;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditSink;
import dev.locum.audit.AuditSpool;
import dev.locum.audit.spool.FileAuditSpool;
import dev.locum.audit.spool.SpoolSettings;
import dev.locum.audit.spool.SpoolingAuditSink;
import dev.locum.testkit.audit.RecordingAuditSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The sinks and spools that are ours, under their contracts. */
final class SinkContractsTest {

  @Nested
  final class Recording implements AuditSinkContract {
    private final RecordingAuditSink sink = new RecordingAuditSink();

    @Override
    public AuditSink sink() {
      return sink;
    }

    @Override
    public List<AuditEvent> kept() {
      return sink.events();
    }

    @Override
    public void breakDown() {
      sink.breakDown();
    }
  }

  @Nested
  final class Spooling implements AuditSinkContract, AuditSpoolContract {
    @TempDir private static Path root;
    private final Path directory = root.resolve("spool-" + System.nanoTime());
    private final FileAuditSpool spool = FileAuditSpool.open(SpoolSettings.in(directory));

    @AfterEach
    void close() {
      spool.close();
    }

    @Override
    public AuditSpool spool() {
      return spool;
    }

    @Override
    public AuditSink sink() {
      return new SpoolingAuditSink(spool);
    }

    /** As the next process finds it. */
    @Override
    public List<AuditEvent> kept() {
      spool.close();
      try (FileAuditSpool next = FileAuditSpool.open(SpoolSettings.in(directory))) {
        return next.oldest(1_000, Duration.ZERO);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void breakDown() {
      spool.close();
    }
  }
}
