package dev.locum.authservice.user;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hashed password in PHC string format, {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}. It is not
 * shown by {@code toString}: a hash is what an attacker who guesses offline needs.
 */
public final class PasswordHash {

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

  private final Cost cost;
  private final byte[] salt;
  private final byte[] hash;

  /**
   * What one hash costs.
   *
   * @param memoryKib memory in KiB
   * @param iterations passes over the memory
   * @param lanes parallel lanes
   */
  record Cost(int memoryKib, int iterations, int lanes) {}

  PasswordHash(Cost cost, byte[] salt, byte[] hash) {
    this.cost = cost;
    this.salt = salt.clone();
    this.hash = hash.clone();
  }

  /**
   * Reads a stored hash.
   *
   * @throws IllegalArgumentException if it is not in the format above
   */
  public static PasswordHash parse(String encoded) {
    Matcher form = FORM.matcher(encoded);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "password hash: refused (expected: PHC string of argon2id)");
    }
    Cost cost =
        new Cost(
            Integer.parseInt(form.group(1)),
            Integer.parseInt(form.group(2)),
            Integer.parseInt(form.group(3)));
    Base64.Decoder decoder = Base64.getDecoder();
    return new PasswordHash(cost, decoder.decode(form.group(4)), decoder.decode(form.group(5)));
  }

  /** The text to store; for the store only. */
  public String encode() {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memoryKib(),
            cost.iterations(),
            cost.lanes(),
            encoder.encodeToString(salt),
            encoder.encodeToString(hash));
  }

  Cost cost() {
    return cost;
  }

  byte[] salt() {
    return salt.clone();
  }

  byte[] hash() {
    return hash.clone();
  }

  @Override
  public String toString() {
    return "PasswordHash[redacted]";
  }
}
