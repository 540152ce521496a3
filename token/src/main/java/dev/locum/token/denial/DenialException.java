package dev.locum.token.denial;

import java.io.Serial;

/**
 * Carries a {@link Rejection} up to the one place that turns it into an answer. Its message is the
 * safe sentence; the reason and detail are for audit and log only. It has no stack trace: a refusal
 * is an answer, not a bug.
 */
public final class DenialException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  public DenialException(Rejection rejection) {
    super(rejection.reason().sentence(), null, false, false);
    this.rejection = rejection;
  }

  public DenialException(DenialReason reason, String detail) {
    this(Rejection.of(reason, detail));
  }

  public Rejection rejection() {
    return rejection;
  }

  public DenialReason reason() {
    return rejection.reason();
  }
}
