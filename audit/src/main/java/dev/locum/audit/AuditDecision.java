package dev.locum.audit;

/**
 * What was decided.
 *
 * @param outcome allowed, refused, or could not be decided (and so refused)
 * @param reason the denial reason's code; empty when allowed
 * @param detail server-only words without secrets; may be empty
 * @param cached whether a cached verification decided
 */
public record AuditDecision(Outcome outcome, String reason, String detail, boolean cached) {

  private static final int MAX_DETAIL = 500;

  /** The three outcomes. */
  public enum Outcome {
    ALLOWED,
    REFUSED,
    UNDECIDED
  }

  /**
   * Cuts the detail to 500 characters and takes out control characters and what looks like a token.
   */
  public AuditDecision {
    reason = AuditText.bounded(reason);
    detail = AuditText.safe(detail, MAX_DETAIL);
  }

  public static AuditDecision allowed() {
    return new AuditDecision(Outcome.ALLOWED, "", "", false);
  }

  public static AuditDecision allowedFromCache() {
    return new AuditDecision(Outcome.ALLOWED, "", "", true);
  }

  public static AuditDecision refused(String reason, String detail) {
    return new AuditDecision(Outcome.REFUSED, reason, detail, false);
  }

  public static AuditDecision undecided(String reason, String detail) {
    return new AuditDecision(Outcome.UNDECIDED, reason, detail, false);
  }

  /** The same decision, taken from a cached verification. */
  public AuditDecision fromCache() {
    return new AuditDecision(outcome, reason, detail, true);
  }

  public boolean isAllowed() {
    return outcome == Outcome.ALLOWED;
  }
}
