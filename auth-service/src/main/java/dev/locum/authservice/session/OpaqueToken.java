package dev.locum.authservice.session;

import dev.locum.authservice.digest.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret of 256 random bits that stands for a record: refresh tokens, codes, browser cookies.
 * Only its hash is stored, and the hash depends on the kind, so that no kind can be shown in
 * another's place. The text leaves through {@link #reveal} only.
 */
public final class OpaqueToken {

  private static final int RANDOM_BYTES = 32;

  /** What a secret stands for; the prefix lets secret scanners find one that leaked. */
  public enum Kind {
    REFRESH_TOKEN("locum_rt_"),
    DEVICE_CODE("locum_dc_"),
    AUTHORIZATION_CODE("locum_ac_"),
    USER_CODE(""),
    BROWSER_SESSION("locum_bs_");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  private final Kind kind;
  private final String text;

  private OpaqueToken(Kind kind, String text) {
    this.kind = kind;
    this.text = text;
  }

  /** A fresh secret. */
  public static OpaqueToken generate(Kind kind, SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new OpaqueToken(
        kind, kind.prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * What somebody shows. Any text is taken; one that we did not make has a hash that nobody stored.
   */
  public static OpaqueToken shown(Kind kind, String text) {
    return new OpaqueToken(kind, text);
  }

  /** Whether a text looks like a secret of this kind; a hint for where to look first, no proof. */
  public static boolean looksLike(Kind kind, String text) {
    return !kind.prefix.isEmpty() && text.startsWith(kind.prefix);
  }

  /**
   * The secret text. Put it on the wire and nowhere else: never into a log, an error or an
   * argument.
   */
  public String reveal() {
    return text;
  }

  /** What is stored: SHA-256 over kind and text. 256 random bits need no salt and no slow hash. */
  public String hash() {
    return Sha256.base64Url(kind.name() + ":" + text);
  }

  @Override
  public String toString() {
    return "OpaqueToken[" + kind + ", redacted]";
  }
}
