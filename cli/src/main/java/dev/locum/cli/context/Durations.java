package dev.locum.cli.context;

import java.time.Duration;
import java.util.Map;
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
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException(
          "not a duration (expected: a number and ms, s, m, h or d, such as 30s)");
    }
    return UNITS
        .getOrDefault(form.group(2), Duration.ZERO)
        .multipliedBy(Long.parseLong(form.group(1)));
  }
}
