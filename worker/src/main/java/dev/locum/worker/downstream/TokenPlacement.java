package dev.locum.worker.downstream;

import java.util.regex.Pattern;

/** Where a call carries the token (S3-36). */
public sealed interface TokenPlacement {

  /** In the header that the mode asks for; the default. */
  record InHeader() implements TokenPlacement {}

  /**
   * In a text field of the request: a top-level member of a JSON object, or a {@code string} field
   * of a message. What the activity wrote there is replaced.
   *
   * @param field the name of the field
   */
  record InPayload(String field) implements TokenPlacement {

    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    public InPayload {
      if (!FORM.matcher(field).matches()) {
        throw new IllegalArgumentException(
            "field: another form (expected: " + FORM.pattern() + ")");
      }
    }
  }
}
