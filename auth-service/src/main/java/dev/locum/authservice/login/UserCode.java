package dev.locum.authservice.login;

import dev.locum.authservice.session.OpaqueToken;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a user types to say which device they allow (RFC 8628 §6.1): 8 of 20 consonants, so that no
 * word can come up and no two characters look alike. 34 bits; guessing is bounded by the number of
 * tries. Not shown by {@code toString}.
 */
public final class UserCode {

  private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
  private static final int LENGTH = 8;
  private static final int MAX_TYPED = 32;
  private static final Pattern FORM = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");

  private final String text;

  private UserCode(String text) {
    this.text = text;
  }

  /** A fresh code. */
  public static UserCode generate(SecureRandom random) {
    StringBuilder text = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new UserCode(text.toString());
  }

  /**
   * What somebody typed: in any case, with spaces and hyphens anywhere; empty if it cannot be a
   * code.
   */
  public static Optional<UserCode> parse(String typed) {
    if (typed.length() > MAX_TYPED) {
      return Optional.empty();
    }
    String text = typed.replace("-", "").replace(" ", "").toUpperCase(Locale.ROOT);
    return FORM.matcher(text).matches() ? Optional.of(new UserCode(text)) : Optional.empty();
  }

  /** The code as it is shown: {@code BCDF-GHJK}. */
  public String display() {
    return text.substring(0, LENGTH / 2) + "-" + text.substring(LENGTH / 2);
  }

  String hash() {
    return OpaqueToken.shown(OpaqueToken.Kind.USER_CODE, text).hash();
  }

  @Override
  public String toString() {
    return "UserCode[redacted]";
  }
}
