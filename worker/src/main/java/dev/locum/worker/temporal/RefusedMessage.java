package dev.locum.worker.temporal;

import dev.locum.token.denial.DenialReason;
import java.io.Serial;

/**
 * An update that is not accepted, or a query that is not answered. Its message begins with the
 * failure type of the refusal: the SDK keeps the message of what a validator throws, and loses the
 * type of an {@code ApplicationFailure}.
 */
public final class RefusedMessage extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public RefusedMessage(DenialReason reason) {
    super(
        TemporalFailures.type(reason) + ": " + reason.publicReason().sentence(),
        null,
        false,
        false);
  }
}
