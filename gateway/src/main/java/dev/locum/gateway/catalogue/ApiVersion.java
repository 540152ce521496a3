package dev.locum.gateway.catalogue;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/**
 * The version of Temporal's API that this gateway knows. A newer SDK works as long as it sets
 * nothing that is newer; what it sets beyond that cannot be checked, and so is refused.
 */
public final class ApiVersion {

  /** As in {@code temporal-api/vendor/go.mod}. */
  public static final String KNOWN = "1.64.3";

  private static final String ADVICE =
      " is not in Temporal API "
          + KNOWN
          + ", which this gateway knows (expected: an SDK that does not send it, or a newer"
          + " gateway)";

  private ApiVersion() {}

  /** Whether this refused something that the version lacks, and nothing that somebody may not. */
  public static boolean isLack(DenialException refusal) {
    return refusal.rejection().detail().endsWith(ADVICE);
  }

  /**
   * The refusal of something that the version lacks. It tells the caller what, and what to do: who
   * runs a worker cannot see the audit trail.
   *
   * @param what a message and the number of a field, never a value
   */
  public static DenialException lacks(String what) {
    return new DenialException(DenialReason.REQUEST_INVALID, what + ADVICE);
  }
}
