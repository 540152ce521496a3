package dev.locum.cli.outcome;

import java.io.Serial;
import java.util.Optional;

/** Ends a command with an exit code and one sentence. It has no stack trace: it is an answer. */
public final class CliException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  /**
   * What is said.
   *
   * @param exit the exit code
   * @param message one sentence, without a secret
   * @param hint what to do; may be empty
   * @param refusal the server's refusal, if one caused it
   */
  public record Failure(ExitCode exit, String message, String hint, Optional<Refused> refusal) {}

  /**
   * A refusal as a server has put it.
   *
   * @param code the public denial code; {@code docs/denials/} has its page
   * @param isRetryable whether the same call may succeed later
   * @param correlationId joins it with the audit trail; may be empty
   */
  public record Refused(String code, boolean isRetryable, String correlationId) {}

  public CliException(Failure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  public CliException(ExitCode exit, String message) {
    this(exit, message, "");
  }

  public CliException(ExitCode exit, String message, String hint) {
    this(new Failure(exit, message, hint, Optional.empty()));
  }

  /** What the user typed or wrote is not valid. */
  public static CliException usage(String message) {
    return new CliException(ExitCode.USAGE, message);
  }

  public Failure failure() {
    return failure;
  }

  public ExitCode exit() {
    return failure.exit();
  }
}
