package dev.locum.token;

/**
 * Names one delegation, its tokens and everything derived from it: the {@code txn} claim.
 *
 * @param value 1 to 64 characters out of {@code [A-Za-z0-9._:-]}
 */
public record DelegationId(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public DelegationId {
    Names.require("DelegationId", value, Names.ID, 64);
  }

  @Override
  public String toString() {
    return value;
  }
}
