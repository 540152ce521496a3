package dev.locum.audit.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditExecution;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.audit.TestEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the end of a process does to a spool is in {@link SpoolCrashTest}. */
@Timeout(60)
final class FileAuditSpoolTest {

  private static final Duration NO_WAIT = Duration.ZERO;
  private static final int ALL = 1_000_000;

  @TempDir private Path root;

  @Test
  void oldest_ofWhatWasAppended_isTheSameInTheSameOrder() throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      List<AuditEvent> events = TestEvents.bare("e", 5);
      spool.append(events.subList(0, 2));
      spool.append(events.subList(2, 5));

      assertThat(spool.oldest(ALL, NO_WAIT)).isEqualTo(events);
      assertThat(spool.oldest(ALL, NO_WAIT)).isEqualTo(events);
    }
  }

  @Test
  void oldest_ofACallLargerThanMax_splitsIt() throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      spool.append(TestEvents.bare("e", 5));

      assertThat(ids(spool.oldest(2, NO_WAIT))).containsExactly("e0", "e1");
      spool.acknowledge(2);
      assertThat(ids(spool.oldest(2, NO_WAIT))).containsExactly("e2", "e3");
      spool.acknowledge(1);
      assertThat(ids(spool.oldest(ALL, NO_WAIT))).containsExactly("e3", "e4");
    }
  }

  @Test
  void acknowledge_ofMoreThanWasRead_isRefused() throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      spool.append(TestEvents.bare("e", 5));
      spool.oldest(2, NO_WAIT);

      assertThatThrownBy(() -> spool.acknowledge(3)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void open_afterClose_readsOnFromTheLastAcknowledgement() throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      spool.append(TestEvents.bare("e", 5));
      spool.oldest(3, NO_WAIT);
      spool.acknowledge(3);
    }

    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      spool.append(TestEvents.bare("f", 1));

      assertThat(ids(spool.oldest(ALL, NO_WAIT))).containsExactly("e3", "e4", "f0");
    }
  }

  @Test
  void acknowledge_ofWholeSegments_removesTheirFiles() throws IOException, InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(settings().withMaxBytes(1_000_000))) {
      for (AuditEvent event : TestEvents.bare("e", 200)) {
        spool.append(List.of(event));
      }
      assertThat(segments()).hasSizeGreaterThan(3);

      int shipped = spool.oldest(ALL, NO_WAIT).size();
      spool.acknowledge(shipped);

      assertThat(shipped).isEqualTo(200);
      assertThat(segments()).hasSize(1);
      assertThat(spool.pendingBytes()).isZero();
      assertThat(spool.oldest(ALL, NO_WAIT)).isEmpty();
    }
  }

  @Test
  void oldest_acrossSegmentsAndRestarts_readsEachEventOnce() throws InterruptedException {
    List<String> shipped = new ArrayList<>();
    for (int restart = 0; restart < 8; restart++) {
      try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
        for (AuditEvent event : TestEvents.bare(restart + "-", 60)) {
          spool.append(List.of(event));
        }
        List<String> batch = ids(spool.oldest(47, NO_WAIT));
        spool.acknowledge(batch.size());
        shipped.addAll(batch);
      }
    }
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      shipped.addAll(ids(spool.oldest(ALL, NO_WAIT)));
    }

    assertThat(shipped).hasSize(8 * 60).doesNotHaveDuplicates().first().isEqualTo("0-0");
  }

  // S3-89: a sink that cannot keep an event fails closed.
  @Test
  void append_toAFullSpool_isRefusedAndKeepsNothing() throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      int kept = appendUntilFull(spool);

      assertThat(kept).isPositive();
      assertThat(spool.oldest(ALL, NO_WAIT)).hasSize(kept);

      spool.acknowledge(kept);
      assertThatCode(() -> spool.append(TestEvents.bare("after", 1))).doesNotThrowAnyException();
    }
  }

  @Test
  void append_toASpoolThatWasFullAndShippedManyTimes_hasItsRoomAgain() throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      int first = appendUntilFull(spool);
      for (int i = 0; i < 5; i++) {
        spool.acknowledge(spool.oldest(ALL, NO_WAIT).size());

        assertThat(appendUntilFull(spool)).isGreaterThan(first / 2);
      }
    }
  }

  private static int appendUntilFull(FileAuditSpool spool) {
    SpoolingAuditSink sink = new SpoolingAuditSink(spool);
    int kept = 0;
    while (true) {
      try {
        sink.record(TestEvents.bare("e" + kept));
        kept++;
      } catch (AuditUnavailableException e) {
        assertThat(e).hasMessageContaining("full");
        return kept;
      }
    }
  }

  @Test
  void append_ofAbsurdlyMuch_isRefused() {
    AuditExecution large = AuditExecution.none().withWorkflow("n", "t", "x".repeat(1_000));
    List<AuditEvent> events =
        TestEvents.bare("e", 1_100).stream()
            .map(event ->
                new AuditEvent(
                    event.id(),
                    event.time(),
                    event.type(),
                    event.decision(),
                    event.parties(),
                    large,
                    event.tokens(),
                    ""))
            .toList();
    try (FileAuditSpool spool = FileAuditSpool.open(SpoolSettings.in(root))) {
      assertThatThrownBy(() -> spool.append(events)).isInstanceOf(IllegalArgumentException.class);
      assertThat(spool.pendingBytes()).isZero();
    }
  }

  @Test
  void append_byAnInterruptedThread_isKeptAndHarmsNobody() throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      Thread.currentThread().interrupt();
      for (AuditEvent event : TestEvents.bare("e", 100)) {
        spool.append(List.of(event));
      }
      assertThat(Thread.interrupted()).isTrue();

      spool.append(TestEvents.bare("f", 1));

      assertThat(spool.oldest(ALL, NO_WAIT)).hasSize(101);
    }
  }

  @Test
  void append_byManyThreadsWhileOneShips_losesAndRepeatsNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<String> shipped = new ArrayList<>();
    try (FileAuditSpool spool = FileAuditSpool.open(settings().withMaxBytes(1_000_000))) {
      List<Callable<Void>> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        List<AuditEvent> events = TestEvents.bare(writer + "-", 500);
        writers.add(() -> {
          events.forEach(event -> spool.append(List.of(event)));
          return null;
        });
      }
      writers.forEach(threads::submit);
      while (shipped.size() < 2_000) {
        List<String> batch = ids(spool.oldest(100, Duration.ofSeconds(10)));
        assertThat(batch).as("the next batch").isNotEmpty();
        spool.acknowledge(batch.size());
        shipped.addAll(batch);
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(shipped).hasSize(2_000).doesNotHaveDuplicates();
  }

  @Test
  void oldest_ofAnEmptySpool_waitsForAnEvent() throws Exception {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      var read = reader.submit(() -> spool.oldest(ALL, Duration.ofSeconds(30)));

      spool.append(TestEvents.bare("e", 1));

      assertThat(ids(read.get(20, TimeUnit.SECONDS))).containsExactly("e0");
    } finally {
      reader.shutdownNow();
    }
  }

  @Test
  void open_ofADirectoryInUse_isRefused() {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      assertThatThrownBy(() -> FileAuditSpool.open(settings()))
          .isInstanceOf(AuditUnavailableException.class)
          .hasMessageContaining("used by another process");
      assertThat(spool.pendingBytes()).isZero();
    }
    FileAuditSpool.open(settings()).close();
  }

  @Test
  void open_inAPlaceThatIsAFile_isRefused() throws IOException {
    Path file = Files.createFile(root.resolve("file"));

    assertThatThrownBy(() -> FileAuditSpool.open(SpoolSettings.in(file)))
        .isInstanceOf(AuditUnavailableException.class);
  }

  @Test
  void append_afterClose_isRefused() {
    FileAuditSpool spool = FileAuditSpool.open(settings());
    spool.close();

    assertThatThrownBy(() -> spool.append(TestEvents.bare("e", 1)))
        .isInstanceOf(AuditUnavailableException.class);
  }

  @Test
  void open_ofANewDirectory_letsOnlyItsOwnerRead() throws IOException {
    Path directory = root.resolve("deep/spool");
    try (FileAuditSpool spool = FileAuditSpool.open(SpoolSettings.in(directory))) {
      spool.append(TestEvents.bare("e", 1));

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files)
            .isNotEmpty()
            .allSatisfy(file ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
      }
    }
  }

  private SpoolSettings settings() {
    return new SpoolSettings(root.resolve("spool"), 20_000, 4_096, Duration.ofMillis(5));
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("spool"))) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).toList();
    }
  }

  private static List<String> ids(List<AuditEvent> events) {
    return events.stream().map(AuditEvent::id).toList();
  }
}
