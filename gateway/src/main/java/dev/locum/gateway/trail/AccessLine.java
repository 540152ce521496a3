package dev.locum.gateway.trail;

import java.util.regex.Pattern;

/**
 * What the access log says about one call. It holds nothing that a message or a credential held.
 *
 * @param workload who called; empty: not proven
 * @param tenant whose workload it is; empty: the platform's, or not proven
 * @param method full name; one that this build knows
 * @param namespace what the call named; empty: none, or the call ended before it was read; {@code
 *     ?}: a caller's own text that cannot be one, of which nothing is kept
 * @param decision what was decided
 * @param code the public denial code, or Temporal's status, {@code OK} or {@code CANCELLED}
 * @param nanos how long it took
 * @param requestBytes size of the request, after decompression
 * @param responseBytes size of what Temporal answered, after decompression
 * @param correlationId joins it with the audit trail
 */
public record AccessLine(
    String workload,
    String tenant,
    String method,
    String namespace,
    Decided decision,
    String code,
    long nanos,
    long requestBytes,
    long responseBytes,
    String correlationId) {

  /** What Temporal takes as a namespace. */
  private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{0,255}");

  /** Forgets what cannot be a namespace: thousands of lines may wait, of callers nobody knows. */
  public AccessLine {
    namespace = NAMESPACE.matcher(namespace).matches() ? namespace : "?";
  }

  /** What became of a call. */
  public enum Decided {
    /** It passed. */
    ALLOWED,
    /** The caller was told no. */
    REFUSED,
    /** Temporal or the caller was told something else: a failed task, no task. */
    REPLACED,
    /** It passed, and would not have without a dry run. */
    DRY_RUN
  }
}
