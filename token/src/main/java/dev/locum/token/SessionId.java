package dev.locum.token;

/**
 * A login session: the {@code sid} claim. Ending it ends every access token issued in it.
 *
 * @param value 1 to 64 characters out of {@code [A-Za-z0-9._:-]}
 */
public record SessionId(String value) {

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if {@code value} has not the form above
   */
  public SessionId {
    Names.require("SessionId", value, Names.ID, 64);
  }

  @Override
  public String toString() {
    return value;
  }
}
