package dev.locum.token.jose;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** Ed25519 keys between their 32 octets (RFC 8032 §5.1.5) and the JDK's types. */
final class Ed25519Keys {

  private static final int LENGTH = 32;
  private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] PRIVATE_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      new BigInteger("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3", 16);

  /** The y of one of the points of order 8; the others have it or its negative. */
  private static final BigInteger ORDER_8 =
      new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

  /** The y of the points whose order divides 8: under such a key one signature fits many texts. */
  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          ORDER_8,
          P.subtract(ORDER_8));

  private Ed25519Keys() {}

  /**
   * The key of these octets.
   *
   * @throws IllegalArgumentException if they are not the canonical form of a point of full order
   */
  static PublicKey publicKey(byte[] octets) {
    requirePoint(octets);
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(concat(PUBLIC_PREFIX, octets)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("jwk: not an Ed25519 key", e);
    }
  }

  static PrivateKey privateKey(byte[] seed) {
    if (seed.length != LENGTH) {
      throw new IllegalArgumentException("jwk: Ed25519 key length (expected: " + LENGTH + ")");
    }
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(concat(PRIVATE_PREFIX, seed)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("jwk: not an Ed25519 key", e);
    }
  }

  static byte[] octets(PublicKey key) {
    return tail(key.getEncoded());
  }

  static byte[] seed(PrivateKey key) {
    return tail(key.getEncoded());
  }

  private static void requirePoint(byte[] octets) {
    if (octets.length != LENGTH) {
      throw new IllegalArgumentException("jwk: Ed25519 key length (expected: " + LENGTH + ")");
    }
    byte[] bigEndian = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bigEndian[i] = octets[LENGTH - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    BigInteger y = new BigInteger(1, bigEndian);
    if (y.compareTo(P) >= 0 || SMALL_ORDER.contains(y) || !isOnCurve(y)) {
      throw new IllegalArgumentException("jwk: not an Ed25519 point of full order");
    }
  }

  /** Whether some x has x² = (y² − 1) / (d·y² + 1), by Euler's criterion (RFC 8032 §5.1.3). */
  private static boolean isOnCurve(BigInteger y) {
    BigInteger square = y.multiply(y).mod(P);
    BigInteger divisor = D.multiply(square).add(BigInteger.ONE).mod(P);
    BigInteger x2 = square.subtract(BigInteger.ONE).multiply(divisor.modInverse(P)).mod(P);
    BigInteger criterion = x2.modPow(P.subtract(BigInteger.ONE).shiftRight(1), P);
    return criterion.equals(BigInteger.ONE);
  }

  private static byte[] tail(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - LENGTH, encoded.length);
  }

  private static byte[] concat(byte[] prefix, byte[] rest) {
    byte[] all = Arrays.copyOf(prefix, prefix.length + rest.length);
    System.arraycopy(rest, 0, all, prefix.length, rest.length);
    return all;
  }
}
