package dev.locum.cli.outcome;

import java.util.regex.Pattern;

/**
 * Takes secrets out of what is said: somebody may have typed a token where none belongs, and an
 * error message that repeats it puts it into one log more.
 */
public final class Redaction {

  /** A JOSE object in compact form (RFC 7515 §7.1), and the auth service's opaque secrets. */
  private static final Pattern SECRET =
      Pattern.compile("eyJ[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*)*|locum_[a-z]{2}_[A-Za-z0-9_-]+");

  private Redaction() {}

  /** The text with {@code [redacted]} in the place of each token. */
  public static String of(String text) {
    return SECRET.matcher(text).replaceAll("[redacted]");
  }

  /** Whether the text is, or begins like, a token. */
  public static boolean looksSecret(String text) {
    return SECRET.matcher(text).lookingAt();
  }
}
