package dev.locum.token.jose;

import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The three parts of a JWS in compact serialization (RFC 7515 §7.1), read strictly and not
 * verified. Everything is bounded before it is parsed.
 *
 * @param type the {@code typ} header, one of the expected
 * @param algorithm the {@code alg} header; a claim of the token, to be compared with the key's
 * @param keyId the {@code kid} header, of legal form
 * @param payload the claims, still as octets
 * @param signature as it came
 * @param signingInput what the signature is over
 */
@SuppressWarnings("ArrayRecordComponent") // Not a value: it lives for one verification.
record CompactToken(
    String type,
    String algorithm,
    String keyId,
    byte[] payload,
    byte[] signature,
    byte[] signingInput) {

  private static final int MAX_HEADER_LENGTH = 1024;

  /** With a key in it: an RSA key of 4096 bits takes some 1,000 characters. */
  private static final int MAX_KEY_HEADER_LENGTH = 2048;

  private static final int MAX_SIGNATURE_LENGTH = 1024;
  private static final int MAX_HEADER_VALUES = 32;

  /** Our deepest token has an actor chain of 8 inside the claims. */
  private static final int MAX_CLAIM_DEPTH = 10;

  private static final int MAX_CLAIM_VALUES = 256;

  private static final String ALGORITHM = "alg";
  private static final String KEY_ID = "kid";
  private static final String TYPE = "typ";
  private static final String KEY = "jwk";
  private static final Set<String> UNDERSTOOD = Set.of(ALGORITHM, KEY_ID, TYPE);
  private static final Set<String> UNDERSTOOD_WITH_KEY = Set.of(ALGORITHM, KEY, TYPE);

  /**
   * Reads the parts and the header; the type must be the expected one.
   *
   * @throws DenialException with the reason if anything is not as it must be
   */
  static CompactToken parse(String text, String expectedType) {
    return parse(text, Set.of(expectedType));
  }

  /**
   * The same where several types may be; which of them it is remains to be compared.
   *
   * @throws DenialException with the reason if anything is not as it must be
   */
  static CompactToken parse(String text, Set<String> expectedTypes) {
    Parts parts = Parts.of(text, MAX_HEADER_LENGTH);
    Map<String, Object> members = parts.header(2);
    requireUnderstood(members.keySet(), UNDERSTOOD);
    return parts.token(type(members.get(TYPE), expectedTypes), members, keyId(members.get(KEY_ID)));
  }

  /**
   * Reads a token that brings the key along with which it is signed (RFC 7515 §4.1.3). It proves
   * that its sender holds that key and nothing more.
   *
   * @throws DenialException with the reason if anything is not as it must be
   */
  static WithKey parseWithKey(String text, String expectedType) {
    Parts parts = Parts.of(text, MAX_KEY_HEADER_LENGTH);
    Map<String, Object> members = parts.header(3);
    requireUnderstood(members.keySet(), UNDERSTOOD_WITH_KEY);
    String type = type(members.get(TYPE), Set.of(expectedType));
    VerificationKey key = key(members.get(KEY));
    return new WithKey(parts.token(type, members, key.keyId()), key);
  }

  /** A token and the key that it brought along. */
  record WithKey(CompactToken token, VerificationKey key) {}

  @SuppressWarnings("unchecked") // The reader's objects have string keys.
  private static VerificationKey key(@Nullable Object key) {
    if (!(key instanceof Map<?, ?> members)) {
      throw new DenialException(DenialReason.TOKEN_HEADER_REFUSED, "jwk: absent or not an object");
    }
    try {
      return VerificationKey.ofMembers((Map<String, Object>) members)
          .orElseThrow(() ->
              new DenialException(
                  DenialReason.TOKEN_ALGORITHM_REFUSED, "jwk: another type, use or algorithm"));
    } catch (IllegalArgumentException e) {
      throw new DenialException(DenialReason.TOKEN_HEADER_REFUSED, String.valueOf(e.getMessage()));
    }
  }

  /** The three parts, decoded. */
  @SuppressWarnings("ArrayRecordComponent") // Not a value: it lives for one verification.
  private record Parts(byte[] headerOctets, byte[] payload, byte[] signature, byte[] signingInput) {

    static Parts of(String text, int maxHeaderLength) {
      int first = text.indexOf('.');
      int last = text.lastIndexOf('.');
      if (first <= 0
          || last <= first + 1
          || text.indexOf('.', first + 1) != last
          || last + 1 == text.length()) {
        throw malformed("not three parts");
      }
      requireLength("header", first, maxHeaderLength);
      requireLength("signature", text.length() - last - 1, MAX_SIGNATURE_LENGTH);
      return new Parts(
          decode("header", text.substring(0, first)),
          decode("claims", text.substring(first + 1, last)),
          decode("signature", text.substring(last + 1)),
          text.substring(0, last).getBytes(StandardCharsets.US_ASCII));
    }

    Map<String, Object> header(int maxDepth) {
      return members("header", headerOctets, maxDepth, MAX_HEADER_VALUES);
    }

    CompactToken token(String type, Map<String, Object> header, String keyId) {
      return new CompactToken(
          type, algorithm(header.get(ALGORITHM)), keyId, payload, signature, signingInput);
    }
  }

  /** Reads the claims. Until the signature is verified they are what anybody may have written. */
  Map<String, Object> claims() {
    return members("claims", payload, MAX_CLAIM_DEPTH, MAX_CLAIM_VALUES);
  }

  private static Map<String, Object> members(
      String part, byte[] octets, int maxDepth, int maxValues) {
    try {
      return JsonReader.readObject(octets, maxDepth, maxValues);
    } catch (JsonException e) {
      throw malformed(part + ": " + e.getMessage());
    }
  }

  /**
   * Refuses every header member but those understood: {@code jku}, {@code x5u}, {@code x5c}, and
   * {@code jwk} where none is wanted, would bring a key along, {@code crit} and {@code b64} change
   * what is signed, {@code zip} is a bomb.
   */
  private static void requireUnderstood(Set<String> names, Set<String> understood) {
    Set<String> others = new TreeSet<>(names);
    others.removeAll(understood);
    if (!others.isEmpty()) {
      throw new DenialException(
          DenialReason.TOKEN_HEADER_REFUSED,
          others.size()
              + " header members that are not taken (expected: "
              + String.join(", ", new TreeSet<>(understood))
              + ")");
    }
  }

  private static String type(@Nullable Object type, Set<String> expected) {
    if (type instanceof String name && expected.contains(name)) {
      return name;
    }
    throw new DenialException(
        DenialReason.TOKEN_KIND_WRONG,
        "typ: another (expected: " + String.join(" or ", new TreeSet<>(expected)) + ")");
  }

  private static String algorithm(@Nullable Object algorithm) {
    if (algorithm instanceof String name) {
      return name;
    }
    throw new DenialException(DenialReason.TOKEN_ALGORITHM_REFUSED, "alg: absent or not a string");
  }

  private static String keyId(@Nullable Object keyId) {
    if (keyId instanceof String id && KeyIds.isValid(id)) {
      return id;
    }
    throw new DenialException(DenialReason.TOKEN_KEY_UNKNOWN, "kid: absent or of another form");
  }

  private static byte[] decode(String part, String text) {
    return Base64Url.decode(text)
        .orElseThrow(() -> malformed(part + ": not base64url in its one form"));
  }

  private static void requireLength(String part, int length, int max) {
    if (length > max) {
      throw new DenialException(
          DenialReason.TOKEN_TOO_LARGE,
          part + ": " + length + " characters (expected: at most " + max + ")");
    }
  }

  private static DenialException malformed(String detail) {
    return new DenialException(DenialReason.TOKEN_MALFORMED, detail);
  }
}
