package dev.locum.audit;

import java.util.List;

/**
 * Where audit events go.
 *
 * <p><b>Guarantee</b>: when {@link #record} returns, the events survive the end of the process. A
 * sink that cannot promise it throws, and the caller must then refuse what it was about to allow: a
 * decision without its event must not take effect.
 */
@FunctionalInterface
public interface AuditSink {

  /**
   * Keeps the events, all or none.
   *
   * @throws AuditUnavailableException if they could not be kept
   */
  void record(List<AuditEvent> events);

  /** Keeps one event. */
  default void record(AuditEvent event) {
    record(List.of(event));
  }
}
