package dev.locum.gateway.visibility;

import java.io.Serial;

/** A list filter that is refused. Its message says what and where, and repeats nothing of it. */
public final class FilterException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  FilterException(String what, int position) {
    super(what + " at position " + position, null, false, false);
  }
}
