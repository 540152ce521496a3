package dev.locum.benchmarks.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts {@code locum up} as a person does, with a new state directory and again with what is in it
 * then; runs commands against it; and looks at its memory once it has come to rest. Times are of
 * whole commands, from the call of {@code ./locum}.
 *
 * <p>System properties {@code locum.start.starts} and {@code locum.start.commands} change how
 * often; {@code locum.start.rest} how many seconds it rests. Linux: memory and processor time are
 * read from {@code /proc}.
 */
public final class Start {

  private static final int STARTS = Integer.getInteger("locum.start.starts", 3);
  private static final int COMMANDS = Integer.getInteger("locum.start.commands", 7);
  private static final int REST_SECONDS = Integer.getInteger("locum.start.rest", 12);

  private final Path locum;
  private final List<Figure> figures = new ArrayList<>();

  private Start(Path locum) {
    this.locum = locum;
  }

  /** One kind of figure, and all that were taken. */
  private record Figure(String name, String unit, List<Double> taken) {

    double median() {
      List<Double> sorted = taken.stream().sorted().toList();
      int middle = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(middle)
          : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    String row() {
      return String.format(
          Locale.ROOT,
          "%-42s %8.3f %-3s  %s%n",
          name,
          median(),
          unit,
          taken.stream()
              .map(one -> String.format(Locale.ROOT, "%.3f", one))
              .collect(Collectors.joining(" ")));
    }

    String json() {
      return String.format(
          Locale.ROOT,
          "  {\"name\": \"%s\", \"unit\": \"%s\", \"median\": %.3f, \"taken\": %s}",
          name,
          unit,
          median(),
          taken);
    }
  }

  /** Takes {@code ./locum} and the file for the figures. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Start start = new Start(Path.of(arguments[0]).toAbsolutePath());
    Path results = Path.of(arguments[1]).toAbsolutePath();
    for (int i = 0; i < STARTS; i++) {
      Path directory = Files.createTempDirectory("locum-start-");
      try {
        start.newState(directory);
        start.sameState(directory);
      } finally {
        delete(directory);
      }
    }
    start.figures.forEach(figure -> System.out.print(figure.row()));
    Files.writeString(
        results,
        start.figures.stream()
            .map(Figure::json)
            .collect(Collectors.joining(",\n", "[\n", "\n]\n")));
  }

  private void newState(Path directory) throws IOException, InterruptedException {
    try (RunningUp up = RunningUp.start(locum, directory)) {
      note("up, new state", "s", up.readySeconds());
      note("up, new state, processor time until ready", "s", up.cpuSeconds());
    }
  }

  private void sameState(Path directory) throws IOException, InterruptedException {
    try (RunningUp up = RunningUp.start(locum, directory)) {
      note("up, same state", "s", up.readySeconds());
      note("up, same state, processor time until ready", "s", up.cpuSeconds());
      up.rest(REST_SECONDS);
      note("up, resident at rest", "MB", up.residentMegabytes());
      up.logIn();
      for (int i = 0; i < COMMANDS; i++) {
        note("whoami", "s", up.command("whoami"));
        note("work list", "s", up.command("work", "list"));
      }
    }
  }

  private void note(String name, String unit, double taken) {
    Figure figure =
        figures.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseGet(() -> {
              Figure fresh = new Figure(name, unit, new ArrayList<>());
              figures.add(fresh);
              return fresh;
            });
    figure.taken().add(taken);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
