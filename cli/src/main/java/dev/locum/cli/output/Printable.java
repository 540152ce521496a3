package dev.locum.cli.output;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.Timestamp;
import dev.locum.settings.schema.Spans;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Values as people read them. */
public final class Printable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String NOTHING = "-";

  private Printable() {}

  /**
   * The text without control and formatting characters: what a server or a stranger wrote must not
   * move the cursor, recolour the screen or reorder the line.
   */
  public static String safe(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "\uFFFD");
  }

  /** The same, over several lines. */
  public static String safeLines(String text) {
    return text.lines()
        .map(Printable::safe)
        .reduce((a, b) -> a + System.lineSeparator() + b)
        .orElse("");
  }

  /** A dash for what is empty. */
  public static String orDash(String text) {
    return text.isEmpty() ? NOTHING : text;
  }

  /** UTC to the second; a dash for what is unset. */
  public static String time(Timestamp timestamp) {
    return timestamp.equals(Timestamp.getDefaultInstance()) ? NOTHING : time(instant(timestamp));
  }

  /** UTC to the second. */
  public static String time(Instant instant) {
    return TIME.format(instant) + "Z";
  }

  public static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }

  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  public static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  /** Such as {@code 5m}; a dash for what is unset. */
  public static String span(Duration duration) {
    return duration.equals(Duration.getDefaultInstance())
        ? NOTHING
        : Spans.print(java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos()));
  }

  /** The constant without the name of its type: {@code WORK_STATUS_FAILED} is {@code FAILED}. */
  public static String constant(ProtocolMessageEnum constant) {
    return constant(constant.getValueDescriptor());
  }

  static String constant(EnumValueDescriptor constant) {
    String type = constant.getType().getName();
    String prefix = type.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
    String name = constant.getName();
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }
}
