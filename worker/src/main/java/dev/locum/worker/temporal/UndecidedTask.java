package dev.locum.worker.temporal;

import dev.locum.token.denial.DenialReason;
import java.io.Serial;

/**
 * Thrown where a local activity could not be decided about and has no attempt left: as an error it
 * fails the workflow <em>task</em>, which Temporal hands out again after a while, and nothing is
 * recorded.
 */
public final class UndecidedTask extends Error {

  @Serial private static final long serialVersionUID = 1L;

  public UndecidedTask(DenialReason reason) {
    super(TemporalFailures.type(reason) + ": " + reason.publicReason().sentence());
  }
}
