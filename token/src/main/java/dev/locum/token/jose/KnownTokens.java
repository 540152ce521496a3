package dev.locum.token.jose;

import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tokens whose signatures were seen to hold: their digest, never themselves. Two halves: when the
 * younger is full, the older is forgotten, so that what is asked about often stays. Thread-safe.
 */
final class KnownTokens {

  private final int half;
  private volatile Map<Fingerprint, Signed> younger = new ConcurrentHashMap<>();
  private volatile Map<Fingerprint, Signed> older = new ConcurrentHashMap<>();

  private KnownTokens(int half) {
    this.half = half;
  }

  /** Remembers none. */
  static KnownTokens none() {
    return new KnownTokens(0);
  }

  /**
   * Remembers so many.
   *
   * @throws IllegalArgumentException if it is less than 2
   */
  static KnownTokens atMost(int most) {
    if (most < 2) {
      throw new IllegalArgumentException("tokens: " + most + " (expected: 2 or more)");
    }
    return new KnownTokens(most / 2);
  }

  /** The same token asked about as another type is another question. */
  private record Fingerprint(String digest, String type) {}

  /** The claims and the key that signed them. */
  record Signed(VerificationKey key, SignedClaims claims) {}

  /**
   * The claims of a token: as remembered if its key still counts, else as verified now, which is
   * remembered if it does not throw.
   */
  SignedClaims get(
      RawToken token, String type, Predicate<VerificationKey> counts, Supplier<Signed> verified) {
    if (half == 0) {
      return verified.get().claims();
    }
    Fingerprint fingerprint = new Fingerprint(digest(token), type);
    Signed found = younger.get(fingerprint);
    if (found == null) {
      found = older.get(fingerprint);
      if (found != null) {
        keep(fingerprint, found);
      }
    }
    if (found != null && counts.test(found.key())) {
      return found.claims();
    }
    Signed fresh = verified.get();
    keep(fingerprint, fresh);
    return fresh.claims();
  }

  private void keep(Fingerprint fingerprint, Signed signed) {
    if (younger.size() >= half) {
      older = younger;
      younger = new ConcurrentHashMap<>();
    }
    younger.put(fingerprint, signed);
  }

  private static String digest(RawToken token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(token.reveal().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: absent (expected: in every Java platform)", e);
    }
  }
}
