package dev.locum.token;

/**
 * Where the revocation of a delegation is looked up.
 *
 * @param index its index in the status list, 0 or more (Token Status List §6.1)
 * @param minimumEpoch the revocation epoch that a verifier must have reached to decide, 0 or more
 */
public record StatusReference(long index, long minimumEpoch) {

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public StatusReference {
    if (index < 0 || minimumEpoch < 0) {
      throw new IllegalArgumentException("status: negative (expected: 0 or more)");
    }
  }
}
