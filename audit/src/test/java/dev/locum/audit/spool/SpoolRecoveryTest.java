package dev.locum.audit.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.locum.audit.AuditEvent;
import dev.locum.audit.AuditUnavailableException;
import dev.locum.audit.TestEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as a crash, or somebody's hand, may leave them. */
@Timeout(60)
final class SpoolRecoveryTest {

  @TempDir private Path root;

  /** Every place in which a crash can cut the last line. */
  @Test
  void open_afterALineWasTornAnywhere_keepsTheLinesBeforeIt() throws Exception {
    write("a", "b");
    byte[] whole = Files.readAllBytes(lastSegment());
    int secondLine = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;

    for (int cut = secondLine; cut < whole.length; cut++) {
      Files.write(lastSegment(), Arrays.copyOf(whole, cut));

      assertThat(readAndForget()).as("cut at %d", cut).containsExactly("a");
      removeAll();
      write("a", "b");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "00000000 []\n", "garbage", "garbage\n", "\0\0\0\0\0"})
  void open_afterATornEnd_keepsWhatIsWhole(String end) throws Exception {
    write("a", "b");
    Files.writeString(lastSegment(), end, StandardOpenOption.APPEND);

    assertThat(readAndForget()).containsExactly("a", "b");
  }

  // Torn writes are at the end; anything else was altered, and the trail must say so rather than
  // skip it.
  @Test
  void open_whenALineBeforeAWholeOneWasAltered_isRefused() throws IOException {
    write("a", "b");
    alterFirstLine(lastSegment());

    assertThatThrownBy(() -> FileAuditSpool.open(settings()))
        .isInstanceOf(AuditUnavailableException.class)
        .hasMessageContaining("altered");
  }

  @Test
  void oldest_whenAnEarlierSegmentWasAltered_isRefused() throws IOException {
    write("a", "b");
    Path first = lastSegment();
    write("c");
    alterFirstLine(first);

    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      assertThatThrownBy(() -> spool.oldest(10, Duration.ZERO))
          .isInstanceOf(AuditUnavailableException.class)
          .hasMessageContaining("altered");
    }
  }

  @Test
  void oldest_whenAnEarlierSegmentWasCut_isRefused() throws IOException {
    write("a", "b");
    Path first = lastSegment();
    write("c");
    Files.write(first, Arrays.copyOf(Files.readAllBytes(first), (int) Files.size(first) - 3));

    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      assertThatThrownBy(() -> spool.oldest(10, Duration.ZERO))
          .isInstanceOf(AuditUnavailableException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 0 0 00000000\n", "1 999999 0 3e1c2d4b\n", "x"})
  void open_whenTheMarkIsDamaged_shipsAgainRatherThanSkips(String mark) throws Exception {
    write("a", "b");
    Files.writeString(root.resolve("acknowledged"), mark);

    assertThat(readAndForget()).containsExactly("a", "b");
  }

  @Test
  void open_whenSegmentsWereRemovedButNotTheMark_skipsNothingNew() throws Exception {
    write("a", "b");
    assertThat(readAndForget()).containsExactly("a", "b");
    try (Stream<Path> files = Files.list(root)) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith("jsonl"))::iterator) {
        Files.delete(file);
      }
    }
    write("c", "d");

    assertThat(readAndForget()).containsExactly("c", "d");
  }

  private void write(String... ids) {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      for (String id : ids) {
        spool.append(List.of(TestEvents.bare(id)));
      }
    }
  }

  private List<String> readAndForget() throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(settings())) {
      List<String> ids = spool.oldest(100, Duration.ZERO).stream().map(AuditEvent::id).toList();
      spool.acknowledge(ids.size());
      return ids;
    }
  }

  private void removeAll() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
  }

  private Path lastSegment() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(file -> file.toString().endsWith(".jsonl"))
          .filter(file -> file.toFile().length() > 0)
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  private static void alterFirstLine(Path segment) throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    bytes[40] ^= 1;
    Files.write(segment, bytes);
  }

  private SpoolSettings settings() {
    return SpoolSettings.in(root);
  }
}
