package dev.locum.worker;

import dev.locum.audit.AuditSink;
import java.nio.file.Path;

/** Where the worker's audit events go. */
sealed interface AuditTarget {

  /** Into a spool of the plugin's, and from there to the auth service. */
  record Spool(Path directory) implements AuditTarget {}

  /** To a sink of the caller's, who sees to the rest. */
  record Given(AuditSink sink) implements AuditTarget {}
}
