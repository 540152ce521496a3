package dev.locum.benchmarks.rate;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rounds of one shape of workflow, in pairs.
 *
 * @param checks which are in the time
 * @param steps activities of a workflow
 * @param with the rounds with the plugin
 * @param without the rounds without it; the one of the same place ran beside it
 */
record Comparison(Checks checks, int steps, List<Round> with, List<Round> without) {

  static String table(List<Comparison> comparisons) {
    StringBuilder table =
        new StringBuilder(
            "checks  activities  plugin   workflows/s  CPU ms/workflow   rate ratio  CPU ratio "
                + " asked\n");
    for (Comparison comparison : comparisons) {
      table.append(row(comparison, "without", comparison.without(), ""));
      table.append(
          row(
              comparison,
              "with",
              comparison.with(),
              String.format(
                  Locale.ROOT,
                  "%12.3f %10.3f %6d",
                  comparison.rateRatio(),
                  comparison.cpuRatio(),
                  comparison.asked())));
    }
    return table.toString();
  }

  private static String row(Comparison comparison, String plugin, List<Round> rounds, String more) {
    return String.format(
        Locale.ROOT,
        "%-6s  %10d  %-7s %12.1f %16.2f %s%n",
        comparison.checks().text(),
        comparison.steps(),
        plugin,
        median(rounds, Round::rate),
        median(rounds, Round::cpuMillisEach),
        more);
  }

  static String json(List<Comparison> comparisons) {
    return comparisons.stream()
        .map(Comparison::json)
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private String json() {
    return String.format(
        Locale.ROOT,
        "  {\"checks\": \"%s\", \"activities\": %d, \"rateRatio\": %.4f, \"cpuRatio\": %.4f,"
            + " \"asked\": %d,%n   \"with\": %s,%n   \"without\": %s}",
        checks.text(),
        steps,
        rateRatio(),
        cpuRatio(),
        asked(),
        rounds(with),
        rounds(without));
  }

  private static String rounds(List<Round> rounds) {
    return rounds.stream()
        .map(round ->
            String.format(
                Locale.ROOT,
                "{\"workflowsPerSecond\": %.2f, \"cpuMillisEach\": %.3f}",
                round.rate(),
                round.cpuMillisEach()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Of the rates within a pair of rounds, with to without, the median. */
  private double rateRatio() {
    return ratio(Round::rate);
  }

  private double cpuRatio() {
    return ratio(Round::cpuMillisEach);
  }

  /** Questions to the auth service in the time of all rounds; of cached checks there are none. */
  private long asked() {
    return with.stream().mapToLong(Round::asked).sum();
  }

  private double ratio(ToDoubleFunction<Round> figure) {
    return Round.median(
        IntStream.range(0, with.size())
            .mapToDouble(
                i -> figure.applyAsDouble(with.get(i)) / figure.applyAsDouble(without.get(i)))
            .toArray());
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Round.median(rounds.stream().mapToDouble(figure).toArray());
  }
}
