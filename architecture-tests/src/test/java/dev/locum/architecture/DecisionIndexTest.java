package dev.locum.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The index of the architecture decisions: each with the title that it has. */
class DecisionIndexTest {

  private static final Path DECISIONS = Path.of("..", "docs", "adr");

  @Test
  void index_listsEveryDecisionByItsTitle() throws IOException {
    List<String> expected = decisions().stream().map(DecisionIndexTest::line).toList();
    List<String> index =
        Files.readAllLines(DECISIONS.resolve("README.md")).stream()
            .filter(line -> line.startsWith("- "))
            .toList();

    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(index).isEqualTo(expected);
  }

  private static List<Path> decisions() throws IOException {
    try (Stream<Path> files = Files.list(DECISIONS)) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d{4}-.*\\.md"))
          .sorted()
          .toList();
    }
  }

  /** {@code # 0001 Title} as {@code - [0001](0001-title.md) Title}. */
  private static String line(Path decision) {
    try (Stream<String> lines = Files.lines(decision)) {
      String title = lines.findFirst().orElse("").replaceFirst("^# ", "");
      String number = title.split(" ", 2)[0];
      return title.replaceFirst("^" + number, "- [" + number + "](" + decision.getFileName() + ")");
    } catch (IOException e) {
      throw new AssertionError("cannot read " + decision, e);
    }
  }
}
