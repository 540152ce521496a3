package dev.locum.authservice.delegation;

import java.util.Optional;

/**
 * Asks Temporal whether a workflow is still open. Thread-safe; every answer comes within a few
 * seconds.
 */
@FunctionalInterface
public interface OpenWorkflows {

  /** What is known of a workflow. */
  enum Liveness {
    OPEN,
    /** Ended, or not known to Temporal. */
    CLOSED,
    /** Temporal cannot be asked now: decide nothing. */
    UNKNOWN,
    /** No Temporal is configured for the namespace: refuse. */
    NOT_CONFIGURED
  }

  /**
   * Asks.
   *
   * @param firstRun the first run of the chain that counts; empty: any
   */
  Liveness ask(String namespace, String workflowId, Optional<String> firstRun);
}
