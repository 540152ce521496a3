package dev.locum.token.jose;

import java.io.Serial;

/**
 * The text is not the strict JSON that {@link JsonReader} takes. The message never shows the text.
 */
final class JsonException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** No stack trace: hostile input must be cheap to refuse. */
  JsonException(String message) {
    super(message, null, false, false);
  }
}
