package dev.locum.token.jose;

/**
 * Shows in the source that a private key leaves or enters as text. Search for {@link #granted} to
 * find every such place; there should be few, and each should write to a key store.
 */
public final class SecretKeyAccess {

  private SecretKeyAccess() {}

  /**
   * Says that the caller handles the secret as one: not in a log, an error, an argument or a token.
   */
  public static SecretKeyAccess granted() {
    return new SecretKeyAccess();
  }
}
