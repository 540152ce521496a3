package dev.locum.settings.schema;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a value may look like. */
public sealed interface Shape {

  /** Text of a form; without one: any non-empty text. */
  record Text(Optional<Pattern> form) implements Shape {}

  /** {@code true} or {@code false}, nothing else. */
  record Flag() implements Shape {}

  /** A whole number, bounds included. */
  record Count(int atLeast, int atMost) implements Shape {}

  /**
   * A duration such as {@code 500ms}, {@code 60s}, {@code 10m}, {@code 12h}, {@code 30d}; bounds
   * included.
   */
  record Span(Duration atLeast, Duration atMost) implements Shape {}

  /** {@code host:port}. */
  record Place() implements Shape {}

  /** A block of IP addresses: {@code 10.0.0.0/8}. */
  record Block() implements Shape {}

  /** A path; a relative one starts at the directory of the configuration file. */
  record File() implements Shape {}

  /** {@code http} or {@code https} address of a whole server. */
  record Url() implements Shape {}

  /** {@code file:PATH} or {@code env:NAME}. */
  record SecretReference() implements Shape {}

  /** Path of a PEM file, or {@code system}. */
  record Authority() implements Shape {}

  /** One of fixed words, each with its constant. */
  record Word(Class<? extends Enum<?>> type, List<String> words) implements Shape {

    public Word {
      words = List.copyOf(words);
    }
  }

  /** A mapping with its own settings. */
  record Nested(Group group) implements Shape {}

  /** Any number of values. */
  record Several(Shape item) implements Shape {}

  /** Names with values. */
  record Named(Pattern form, Shape item) implements Shape {}
}
