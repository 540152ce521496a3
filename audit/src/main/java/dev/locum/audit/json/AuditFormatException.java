package dev.locum.audit.json;

import java.io.Serial;

/** Text that is not an audit event of this or an earlier release. Reading it again fails again. */
public final class AuditFormatException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  AuditFormatException(String message) {
    super(message);
  }
}
