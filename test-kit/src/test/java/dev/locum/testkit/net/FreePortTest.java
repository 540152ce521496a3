package dev.locum.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class FreePortTest {

  /** So many that two who do not know of each other have some in common. */
  private static final int MANY = 600;

  /** So many that two of them are likely to choose the same at first. */
  private static final int SCRIPTS = 25;

  @Test
  void find_byTwoProcesses_givesEachItsOwn() throws Exception {
    List<Integer> mine = many();

    List<Integer> theirs = ofAnotherProcess();

    assertThat(mine).doesNotHaveDuplicates();
    assertThat(theirs).hasSize(MANY).doesNotHaveDuplicates().doesNotContainAnyElementsOf(mine);
  }

  /** {@code scripts/free-ports} gives each once, since who has them may be away for a moment. */
  @Test
  void portsOfScripts_whoAskAtOnce_areNobodyElses() throws Exception {
    List<Process> askers = new ArrayList<>();
    for (int i = 0; i < SCRIPTS; i++) {
      askers.add(
          new ProcessBuilder(
                  Path.of("..", "scripts", "free-ports").toString(),
                  Long.toString(ProcessHandle.current().pid()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }

    List<Integer> firsts = new ArrayList<>();
    for (Process asker : askers) {
      try (BufferedReader output = asker.inputReader()) {
        firsts.add(Integer.valueOf(output.readLine()));
      }
    }

    assertThat(firsts)
        .hasSize(SCRIPTS)
        .doesNotHaveDuplicates()
        .allSatisfy(first -> assertThat(first).isBetween(1024, FreePort.FIRST - 20))
        .allSatisfy(first -> assertThat(first % 20).isZero());
  }

  private static List<Integer> many() {
    return IntStream.range(0, MANY).mapToObj(each -> FreePort.find()).toList();
  }

  private static List<Integer> ofAnotherProcess() throws Exception {
    Process other =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = other.inputReader()) {
      return output.lines().map(Integer::valueOf).toList();
    } finally {
      other.destroyForcibly();
    }
  }

  /** Says which ports it was given. */
  static final class Other {

    private Other() {}

    public static void main(String[] arguments) {
      many().forEach(System.out::println);
    }
  }
}
