package dev.locum.audit.spool;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.audit.TestEvents;
import dev.locum.audit.json.AuditFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files of a spool as a crash, a broken disk or somebody's hand may leave them: whole events, or a
 * refusal; never half of a call, and never a line that was altered. In a normal run the inputs
 * beside this class are tried; {@code make fuzz} searches for new ones.
 */
final class SpoolFuzzTest {

  private final SpoolLine lines = new SpoolLine();

  @FuzzTest(maxDuration = "1m")
  void line_ofAnyBytes_isWholeOrNotTaken(byte[] bytes) {
    Optional<List<AuditEvent>> events;
    try {
      events = lines.decode(bytes);
    } catch (AuditFormatException e) {
      // Whole, and of another release: its checksum is right.
      assertThat(SpoolLine.isWhole(bytes)).isTrue();
      return;
    }
    assertThat(events.isPresent()).isEqualTo(SpoolLine.isWhole(bytes));
    events.ifPresent(read -> {
      byte[] line = lines.encode(read);
      assertThat(lines.decode(Arrays.copyOf(line, line.length - 1))).hasValue(read);
    });
  }

  /** What is appended after a recovery is read after what was whole, once. */
  @FuzzTest(maxDuration = "1m")
  void segment_ofAnyBytes_isRecoveredOrRefused(byte[] bytes) throws Exception {
    Path directory = Files.createTempDirectory("spool");
    try {
      Files.write(directory.resolve("segment-000000000001.jsonl"), bytes);
      Optional<List<String>> first = open(directory);

      // Recovery is done once: who opens it again finds what was found, or is refused again.
      assertThat(open(directory).map(ids -> ids.subList(0, ids.size() - 1))).isEqualTo(first);
    } finally {
      delete(directory);
    }
  }

  /** A mark that is damaged acknowledges nothing; one that is whole is believed, or refused. */
  @FuzzTest(maxDuration = "1m")
  void mark_ofAnyBytes_isKnownOrNothingIsAcknowledged(byte[] bytes) throws Exception {
    Path directory = Files.createTempDirectory("spool");
    try {
      try (FileAuditSpool spool = FileAuditSpool.open(SpoolSettings.in(directory))) {
        spool.append(List.of(TestEvents.bare("a")));
      }
      Files.write(directory.resolve("acknowledged"), bytes);

      Optional<List<String>> ids = open(directory);

      if (!isMark(bytes)) {
        assertThat(ids).hasValue(List.of("a", "later"));
      }
    } finally {
      delete(directory);
    }
  }

  private static boolean isMark(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int checksum = text.lastIndexOf(' ');
    return checksum > 0
        && text.substring(checksum + 1)
            .equals(SpoolLine.checksum(text.substring(0, checksum)) + "\n");
  }

  /** The ids that are there after one more was appended; empty if the spool is refused. */
  private static Optional<List<String>> open(Path directory) throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(SpoolSettings.in(directory))) {
      spool.append(List.of(TestEvents.bare("later")));
      List<String> ids = spool.oldest(1000, Duration.ZERO).stream().map(AuditEvent::id).toList();
      assertThat(ids).endsWith("later");
      return Optional.of(ids);
    } catch (AuditUnavailableException e) {
      return Optional.empty();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
