package dev.locum.cli.outcome;

/** The exit codes of every command. They are stable: scripts depend on them. */
public enum ExitCode {
  OK(0, "Done."),
  REFUSED(1, "Refused: the caller may not do this, or its present state does not allow it."),
  USAGE(2, "The command, its arguments, its input or its configuration is not valid."),
  UNAVAILABLE(
      3, "A server cannot be reached or cannot decide now; the same command may succeed later."),
  NOT_FOUND(
      4, "There is no such work, delegation, trail or entity, or it belongs to another tenant."),
  WORK_FAILED(5, "The work ended without success: failed, cancelled, terminated or timed out."),
  NOT_FINISHED(6, "The work has not ended in the time that was given."),
  LOGIN_NEEDED(7, "Nobody is logged in, or the session has ended: `locum login`."),
  CHECK_FAILED(
      8,
      "`locum doctor`, `locum token verify` or `locum contract` found something wrong, or"
          + " `locum gateway explain` a call that would be refused."),
  FAULT(70, "The command itself failed; please report it.");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** One sentence for the reference. */
  public String meaning() {
    return meaning;
  }
}
