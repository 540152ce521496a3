package dev.locum.settings.binding;

import dev.locum.settings.schema.Expectations;
import dev.locum.settings.schema.Shape;
import dev.locum.settings.schema.Spans;
import dev.locum.settings.value.Address;
import dev.locum.settings.value.CertificateAuthority;
import dev.locum.settings.value.Network;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Turns the text of one scalar into its value.
 *
 * @param secrets where references to secrets lead
 * @param directory where relative paths start
 */
record ScalarBinder(SecretSource secrets, Path directory) {

  /**
   * The value.
   *
   * @throws IllegalArgumentException if the text has not the shape; the message does not repeat it
   */
  Object bind(Shape shape, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty (expected: " + Expectations.of(shape) + ")");
    }
    return switch (shape) {
      case Shape.Text form -> matching(form, text);
      case Shape.Flag _ -> flag(text);
      case Shape.Count count -> count(count, text);
      case Shape.Span span -> span(span, text);
      case Shape.Place _ -> Address.parse(text);
      case Shape.Block _ -> Network.parse(text);
      case Shape.File _ -> directory.resolve(text).normalize();
      case Shape.Url _ -> url(text);
      case Shape.SecretReference _ -> secrets.resolve(text, directory);
      case Shape.Authority _ ->
          text.equals("system")
              ? CertificateAuthority.system()
              : CertificateAuthority.of(directory.resolve(text).normalize());
      case Shape.Word word -> word(word, text);
      case Shape.Nested _, Shape.Several _, Shape.Named _ ->
          throw new IllegalArgumentException("text (expected: " + Expectations.of(shape) + ")");
    };
  }

  private static String matching(Shape.Text shape, String text) {
    if (shape.form().isPresent() && !shape.form().get().matcher(text).matches()) {
      throw unexpected(shape);
    }
    return text;
  }

  private static boolean flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw unexpected(new Shape.Flag());
    }
    return text.equals("true");
  }

  private static int count(Shape.Count shape, String text) {
    if (!text.matches("-?[0-9]{1,9}")) {
      throw unexpected(shape);
    }
    int number = Integer.parseInt(text);
    if (number < shape.atLeast() || number > shape.atMost()) {
      throw unexpected(shape);
    }
    return number;
  }

  private static Duration span(Shape.Span shape, String text) {
    Duration duration = Spans.parse(text);
    if (duration.compareTo(shape.atLeast()) < 0 || duration.compareTo(shape.atMost()) > 0) {
      throw unexpected(shape);
    }
    return duration;
  }

  private static URI url(String text) {
    URI uri = URI.create(text);
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (!web
        || uri.getHost() == null
        || !uri.getRawPath().isEmpty()
        || uri.getRawUserInfo() != null) {
      throw unexpected(new Shape.Url());
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw unexpected(new Shape.Url());
    }
    return uri;
  }

  private static Enum<?> word(Shape.Word shape, String text) {
    int index = shape.words().indexOf(text);
    if (index < 0) {
      throw unexpected(shape);
    }
    return shape.type().getEnumConstants()[index];
  }

  private static IllegalArgumentException unexpected(Shape shape) {
    return new IllegalArgumentException(
        "unexpected value (expected: " + Expectations.of(shape) + ")");
  }
}
