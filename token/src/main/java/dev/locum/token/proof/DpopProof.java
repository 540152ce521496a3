package dev.locum.token.proof;

/**
 * A DPoP proof as it came (RFC 9449 §4): nothing about it is verified. It is good for one request
 * and secret until then; {@code toString} never shows it.
 */
public final class DpopProof {

  /** The {@code typ} of its header. */
  public static final String TYPE = "dpop+jwt";

  /** Bounds what is parsed before anybody is known; a proof with an RSA key of 4096 bits fits. */
  public static final int MAX_LENGTH = 4096;

  private final String text;

  private DpopProof(String text) {
    this.text = text;
  }

  /**
   * Wraps a proof. Any text is taken, since only a verifier judges it.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@link #MAX_LENGTH}
   */
  public static DpopProof of(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "proof: " + text.length() + " characters (expected: 1 to " + MAX_LENGTH + ")");
    }
    return new DpopProof(text);
  }

  /** The text. Put it on the wire and nowhere else. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "DpopProof[" + text.length() + " characters]";
  }
}
