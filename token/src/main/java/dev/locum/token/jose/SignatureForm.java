package dev.locum.token.jose;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;

/**
 * Whether a signature has the one form that its algorithm allows. Checked before any provider sees
 * it: a provider that forgot would take {@code r = s = 0} (CVE-2022-21449), a DER encoding in place
 * of the fixed-length one (RFC 7518 §3.4), or a second form of the same Ed25519 signature (RFC 8032
 * §5.1.7).
 */
final class SignatureForm {

  private static final int EC_LENGTH = 64;
  private static final int HALF = 32;
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
  private static final BigInteger ED25519_ORDER =
      BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private SignatureForm() {}

  static boolean isCanonical(SigningAlgorithm algorithm, PublicKey key, byte[] signature) {
    return switch (algorithm) {
      case ES256 ->
          signature.length == EC_LENGTH
              && isScalar(unsigned(signature, 0))
              && isScalar(unsigned(signature, HALF));
      case ED25519 ->
          signature.length == EC_LENGTH
              && littleEndian(signature, HALF).compareTo(ED25519_ORDER) < 0;
      case RS256 ->
          key instanceof RSAKey rsa && signature.length == (rsa.getModulus().bitLength() + 7) / 8;
    };
  }

  private static boolean isScalar(BigInteger value) {
    return value.signum() > 0 && value.compareTo(P256_ORDER) < 0;
  }

  private static BigInteger unsigned(byte[] octets, int from) {
    return new BigInteger(1, octets, from, HALF);
  }

  private static BigInteger littleEndian(byte[] octets, int from) {
    byte[] reversed = Arrays.copyOfRange(octets, from, from + HALF);
    for (int i = 0; i < HALF / 2; i++) {
      byte low = reversed[i];
      reversed[i] = reversed[HALF - 1 - i];
      reversed[HALF - 1 - i] = low;
    }
    return new BigInteger(1, reversed);
  }
}
