package dev.locum.authservice.diagnosis;

/**
 * What was found about one thing.
 *
 * @param subject the thing, below {@code authService}, such as {@code store.schema}
 * @param verdict how bad it is
 * @param found in one line
 * @param advice what to do; empty where it is sound
 */
public record Diagnosis(String subject, Verdict verdict, String found, String advice) {

  /** How bad it is. */
  public enum Verdict {
    SOUND,
    /** Works, but will not always, or is not as safe as it could be. */
    CARE,
    /** The auth service does not start with it, or does not do all that it should. */
    WRONG
  }

  static Diagnosis sound(String subject, String found) {
    return new Diagnosis(subject, Verdict.SOUND, found, "");
  }

  static Diagnosis care(String subject, String found, String advice) {
    return new Diagnosis(subject, Verdict.CARE, found, advice);
  }

  static Diagnosis wrong(String subject, String found, String advice) {
    return new Diagnosis(subject, Verdict.WRONG, found, advice);
  }
}
