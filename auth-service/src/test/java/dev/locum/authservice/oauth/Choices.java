package dev.locum.authservice.oauth;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Decisions read from bytes, one after another; when they are used up, the first of everything. */
final class Choices {

  private final byte[] bytes;
  private int next;

  Choices(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** From zero to below the bound, at most 256. */
  int below(int bound) {
    return next < bytes.length ? Byte.toUnsignedInt(bytes[next++]) % bound : 0;
  }

  <T> T oneOf(List<T> all) {
    return all.get(below(all.size()));
  }

  /** Once in so many times. */
  boolean rarely(int times) {
    return below(times) == times - 1;
  }

  /** Any characters below 256, at most so many. */
  String text(int most) {
    int length = Math.min(below(most + 1), bytes.length - next);
    String text = new String(bytes, next, length, StandardCharsets.ISO_8859_1);
    next += length;
    return text;
  }
}
