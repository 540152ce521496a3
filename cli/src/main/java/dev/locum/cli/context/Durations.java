package dev.locum.cli.context;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Durations as in {@code locum.yaml}: a whole number and a unit, such as {@code 500ms}, {@code
 * 60s}, {@code 10m}.
 */
public final class Durations implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException(
          "not a duration (expected: a number and ms, s, m, h or d, such as 30s)");
    }
    // Not by Duration.multipliedBy, which goes through large decimal numbers.
    return Duration.of(
        Long.parseLong(form.group(1)), Objects.requireNonNull(UNITS.get(form.group(2))));
  }
}
