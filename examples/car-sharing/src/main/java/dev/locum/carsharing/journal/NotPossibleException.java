package dev.locum.carsharing.journal;

import java.io.Serial;

/**
 * A request that the present rows do not allow; nothing was changed. The message is for the caller.
 */
public final class NotPossibleException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What is in the way. */
  public enum Kind {
    /** There is no such row. */
    NOT_FOUND,
    /** The row is in another state. */
    CONFLICT,
    /** The request has not its form. */
    INVALID
  }

  private NotPossibleException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public static NotPossibleException notFound(String message) {
    return new NotPossibleException(Kind.NOT_FOUND, message);
  }

  public static NotPossibleException conflict(String message) {
    return new NotPossibleException(Kind.CONFLICT, message);
  }

  public static NotPossibleException invalid(String message) {
    return new NotPossibleException(Kind.INVALID, message);
  }

  public Kind kind() {
    return kind;
  }
}
