package dev.locum.cli.doctor;

/**
 * What a check has found.
 *
 * @param verdict how bad it is
 * @param found in one line
 * @param advice what to do; empty when it is good
 */
public record Finding(Verdict verdict, String found, String advice) {

  /** How bad it is. */
  public enum Verdict {
    GOOD,
    /** Works, but not as well as it could. */
    CARE,
    /** Something will not work, or is not safe. */
    BAD
  }

  /** Nothing is to be done. */
  public static Finding good(String found) {
    return new Finding(Verdict.GOOD, found, "");
  }

  /** Works, but not as well as it could. */
  public static Finding care(String found, String advice) {
    return new Finding(Verdict.CARE, found, advice);
  }

  /** Something will not work, or is not safe. */
  public static Finding bad(String found, String advice) {
    return new Finding(Verdict.BAD, found, advice);
  }
}
