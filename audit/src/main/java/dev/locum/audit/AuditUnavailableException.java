package dev.locum.audit;

import java.io.Serial;

/**
 * Audit events could not be kept; what they tell of must not take effect. The caller may try again.
 */
public final class AuditUnavailableException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public AuditUnavailableException(String message) {
    super(message);
  }

  public AuditUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
