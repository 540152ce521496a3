package dev.locum.audit.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.audit.AuditEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * S3-89: {@code kill -9} while several threads record and one ships. A child JVM prints the id of
 * each event once {@code record} has returned; every printed id must be in the spool or have been
 * shipped.
 */
@Timeout(120)
final class SpoolCrashTest {

  private static final int KILLS = 5;
  private static final Random RANDOM = new Random(20261101);

  @TempDir private Path root;

  @Test
  void record_thenKill_losesNoEventThatWasRecorded() throws Exception {
    Set<String> recorded = new HashSet<>();
    Set<String> stored = new LinkedHashSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      for (String line : runAndKill("spool", kill)) {
        (line.startsWith("shipped ") ? stored : recorded)
            .add(line.substring(line.indexOf(' ') + 1));
      }
    }

    List<String> left = drain();

    assertThat(left).as("no event twice in the spool").doesNotHaveDuplicates();
    stored.addAll(left);
    assertThat(recorded).hasSizeGreaterThan(KILLS * 100);
    assertThat(stored).containsAll(recorded);
  }

  // The control: a sink that buffers in memory loses events in the very same test.
  @Test
  void record_intoABuffer_losesEvents() throws Exception {
    Set<String> recorded = new HashSet<>();
    for (String line : runAndKill("buffer", 0)) {
      recorded.add(line.substring(line.indexOf(' ') + 1));
    }

    assertThat(drain()).doesNotContainAnyElementsOf(recorded);
    assertThat(recorded).isNotEmpty();
  }

  /** What the child said until it was killed, in the middle of its work. */
  private List<String> runAndKill(String mode, int run) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RecordingProcess.class.getName(),
                mode,
                root.toString(),
                String.valueOf(run))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int lines = 200 + RANDOM.nextInt(2_000);
    List<String> said = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      for (int i = 0; i < lines; i++) {
        String line = out.readLine();
        assertThat(line).as("line %d of the child", i).isNotNull();
        said.add(line);
      }
      // Of the handle, since that of the process closes the pipe before it is read to its end.
      child.toHandle().destroyForcibly();
      // What was in the pipe counts too, but for a last line without its end.
      StringBuilder rest = new StringBuilder();
      for (int c = out.read(); c >= 0; c = out.read()) {
        rest.append((char) c);
      }
      int end = rest.lastIndexOf("\n");
      said.addAll(end < 0 ? List.of() : rest.substring(0, end).lines().toList());
    } finally {
      child.destroyForcibly();
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(child.exitValue()).as("ended by SIGKILL").isEqualTo(128 + 9);
    return said;
  }

  private List<String> drain() throws InterruptedException {
    try (FileAuditSpool spool = FileAuditSpool.open(SpoolSettings.in(root))) {
      return spool.oldest(Integer.MAX_VALUE, Duration.ZERO).stream().map(AuditEvent::id).toList();
    }
  }
}
