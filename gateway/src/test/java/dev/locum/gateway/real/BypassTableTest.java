package dev.locum.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.gateway.caller.Layout;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every known way around a gateway is tried in both layouts and on both servers, or the table says
 * why it is not. Made from what the tests say of themselves.
 */
final class BypassTableTest {

  /** How many there are. */
  static final int COUNT = 33;

  private static final Path TABLE = Path.of("../docs/operate/gateway-bypasses.md");
  private static final Path MADE = Path.of("target/gateway-bypasses.md");
  private static final String TRIED = "dev.locum.gateway.real.";
  private static final String RULES = "dev.locum.gateway.check.tenant.";
  private static final Pattern BY_NUMBER = Pattern.compile("bypass_05_5((?:_[0-9]{2})+)_.*");

  private static final String HEAD =
      """
      # Ways around the gateway, and what tries each

      Each test tries the attack directly at a Temporal that allows everything, where it works, and
      then through the gateway, where it is refused at once, the refusal is in the audit trail with
      tenant, method and reason, and the victim's work ends well. **Shared** is a namespace of many
      tenants with a queue for each; **own** is a namespace for each tenant. The same test runs on
      the embedded server in every build, and on a real Temporal with `make real-temporal`. Where
      there is no such test the cell says why; *rules alone* are tests of the decision without a
      server.

      A test makes this table and fails when a cell is empty, or when it differs. To accept a new
      one, read it, then copy `gateway/target/gateway-bypasses.md` here.

      | | way | shared, embedded | shared, real | own, embedded | own, real | rules alone |
      |---|---|---|---|---|---|---|
      """;

  private static final List<String> WAYS =
      List.of(
          "kind of a queue, or its normal name, said wrongly",
          "names of the parts of a queue (`/_sys/…`)",
          "Temporal's own queues",
          "task tokens that are forged, stolen or of another namespace",
          "namespaces and links inside of messages",
          "tasks that come with another answer",
          "update-with-start",
          "starts under an id that runs",
          "calls and orders by workflow id",
          "lists and counts",
          "what acts later: schedules, batches",
          "callbacks",
          "headers of Nexus calls",
          "Nexus endpoints: called, made, seen",
          "calls of others taken by a Nexus poll",
          "the queue of orders to workers",
          "the end of a worker",
          "limits of a queue",
          "other queues and versions for what runs",
          "metadata beside the message",
          "bytes that are read in two ways",
          "queries",
          "delegations used again, or none",
          "what comes back from a poll",
          "grants that end during a poll",
          "side doors",
          "search attributes that claim",
          "activities without a workflow",
          "hosts and pollers of others",
          "what the server says of itself and of namespaces",
          "fields that get lost",
          "Temporal's own divisions",
          "the admin service");

  /** A test of a way, and where it is tried. */
  private record Trial(String name, Bypass bypass, boolean needsReal) {

    boolean covers(int number, Layout layout, boolean real) {
      return Arrays.stream(bypass.value()).anyMatch(each -> each == number)
          && List.of(bypass.in()).contains(layout)
          && (real || !needsReal);
    }
  }

  @Test
  void everyWay_isTriedInBothLayoutsOnBothServers() throws IOException {
    List<Trial> trials = trials();
    StringBuilder table = new StringBuilder(HEAD);
    for (int number = 1; number <= COUNT; number++) {
      table.append("| ").append(number).append(" | ").append(WAYS.get(number - 1));
      for (Layout layout : new Layout[] {Layout.SHARED, Layout.DEDICATED}) {
        for (boolean real : new boolean[] {false, true}) {
          table.append(" | ").append(cell(trials, number, layout, real));
        }
      }
      table.append(" | ").append(String.join(", ", rules(number))).append(" |\n");
    }
    Files.writeString(MADE, table);

    assertThat(WAYS).hasSize(COUNT);
    assertThat(TABLE).as("see %s", MADE).hasContent(table.toString());
  }

  private static String cell(List<Trial> trials, int number, Layout layout, boolean real) {
    List<String> names =
        trials.stream()
            .filter(trial -> trial.covers(number, layout, real))
            .map(trial -> "`" + trial.name() + "`")
            .toList();
    String why = why(number, real);
    assertThat(names.isEmpty())
        .as("%s, %s, real %s: %s, and why not: '%s'", number, layout, real, names, why)
        .isEqualTo(!why.isEmpty());
    return names.isEmpty() ? why : String.join("<br>", names);
  }

  /** Why a way is not tried there; empty: it is. */
  private static String why(int number, boolean real) {
    return switch (number) {
      case 20 -> "no server shows what it did with it; at one that records: `WireTest`";
      case 26 -> real ? "`scripts/production-check`" : "it has none";
      case 11, 17, 18, 19, 27, 28, 29, 31, 32, 33 -> real ? "" : "it does not know them";
      default -> "";
    };
  }

  private static List<Trial> trials() throws IOException {
    List<Trial> trials = new ArrayList<>();
    for (Class<?> type : classes(TRIED)) {
      for (Method method : methods(type)) {
        Bypass bypass = method.getAnnotation(Bypass.class);
        if (bypass != null) {
          boolean needsReal =
              Stream.concat(
                      Arrays.stream(type.getAnnotationsByType(Tag.class)),
                      Arrays.stream(method.getAnnotationsByType(Tag.class)))
                  .anyMatch(tag -> tag.value().equals("real-temporal"));
          trials.add(new Trial(type.getSimpleName() + "." + method.getName(), bypass, needsReal));
        }
      }
    }
    return trials;
  }

  /** The test classes of the decisions that have the number in the name of a test. */
  private static List<String> rules(int number) throws IOException {
    String wanted = "_%02d".formatted(number);
    return classes(RULES).stream()
        .filter(type ->
            methods(type).stream()
                .map(method -> BY_NUMBER.matcher(method.getName()))
                .anyMatch(name -> name.matches() && name.group(1).contains(wanted)))
        .map(type -> "`" + type.getSimpleName() + "`")
        .toList();
  }

  private static List<Method> methods(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  private static List<Class<?>> classes(String packageName) throws IOException {
    Path directory = Path.of("target/test-classes", packageName.replace('.', '/'));
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith("Test.class")) {
          classes.add(loaded(packageName + name.substring(0, name.indexOf('.'))));
        }
      }
    }
    return classes;
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name, false, BypassTableTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }
}
