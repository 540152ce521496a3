package dev.locum.architecture.planted.comparison.token;

import java.security.MessageDigest;
import java.util.Arrays;

/** As it should be; a checksum at its place in a line is no secret. */
final class PatientComparison {
  boolean isTheSame(byte[] digest, byte[] shown) {
    return MessageDigest.isEqual(digest, shown) && Arrays.equals(digest, 0, 1, shown, 0, 1);
  }
}
