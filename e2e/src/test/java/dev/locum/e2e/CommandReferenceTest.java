package dev.locum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.launcher.bootstrap.WriteCliReference;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The page of the whole {@code locum}: the commands over the published APIs, and the launcher's.
 */
final class CommandReferenceTest {

  @Test
  void reference_isWhatTheCommandsSay() {
    assertThat(Path.of("..", "docs", "cli.md"))
        .as("stale: run `make docs`")
        .hasContent(WriteCliReference.reference());
  }
}
