package dev.locum.token.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that nobody keeps (RFC 9449 §8, §9; DP-5): one for each minute, the HMAC-SHA-256 of that
 * minute under a key. It counts in its minute and in the next one, and at a replica whose clock is
 * behind a minute early.
 *
 * <p><b>Security guarantees</b>: without the key nobody can tell the nonce of a minute to come, so
 * a proof that has it was not made before. All replicas with one key give out the same. <b>Not
 * guaranteed</b>: that two clients get different ones; a nonce is no secret of a client. Immutable
 * and thread-safe.
 */
public final class KeyedNonces implements ProofNonces {

  /** The shortest key, in bytes: as much as the hash has (BP-2). */
  public static final int MIN_KEY_BYTES = 32;

  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] PURPOSE = "locum dpop nonce".getBytes(StandardCharsets.US_ASCII);

  private final SecretKeySpec key;
  private final Clock clock;

  /**
   * Nonces under a key that replicas share.
   *
   * @param key random, and for this alone; another key ends the nonces of before, which costs a
   *     client one more call
   * @throws IllegalArgumentException if it has fewer than {@link #MIN_KEY_BYTES}
   */
  public KeyedNonces(byte[] key, Clock clock) {
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "nonce key: " + key.length + " bytes (expected: at least " + MIN_KEY_BYTES + ")");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.clock = clock;
  }

  /**
   * Nonces of this process alone, under a key that it makes and nobody learns. Behind one address
   * with others, a client would be sent from one to the other.
   */
  public static KeyedNonces ofThisProcess(SecureRandom random, Clock clock) {
    byte[] key = new byte[MIN_KEY_BYTES];
    random.nextBytes(key);
    return new KeyedNonces(key, clock);
  }

  /** The nonce to give out now. */
  public String current() {
    return of(window());
  }

  @Override
  public boolean isFresh(String nonce) {
    long now = window();
    boolean fresh = false;
    for (long window = now - 1; window <= now + 1; window++) {
      fresh |= isSame(of(window), nonce);
    }
    return fresh;
  }

  private long window() {
    return Math.floorDiv(clock.instant().getEpochSecond(), WINDOW.toSeconds());
  }

  private String of(long window) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(PURPOSE);
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(window).array());
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + ": not in this JDK", e);
    }
  }

  private static boolean isSame(String given, String shown) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "KeyedNonces";
  }
}
