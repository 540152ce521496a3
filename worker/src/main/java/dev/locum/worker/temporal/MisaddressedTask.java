package dev.locum.worker.temporal;

import dev.locum.token.denial.DenialReason;
import java.io.Serial;

/**
 * Thrown where a task is not this worker's. An error and not an exception on purpose: Temporal then
 * fails the workflow <em>task</em> and hands it to another worker, and the workflow is unharmed
 * (ADR 0022).
 */
public final class MisaddressedTask extends Error {

  @Serial private static final long serialVersionUID = 1L;

  public MisaddressedTask(DenialReason reason) {
    super(TemporalFailures.type(reason) + ": " + reason.sentence());
  }
}
