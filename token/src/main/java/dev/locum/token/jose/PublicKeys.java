package dev.locum.token.jose;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The public keys of one issuer, by key id: a JWK Set (RFC 7517 §5). An empty set verifies nothing:
 * it means that every key was withdrawn. Immutable.
 */
public final class PublicKeys {

  /** Bounds what is parsed; 64 RSA keys of 4096 bits fit. */
  private static final int MAX_LENGTH = 64 * 1024;

  private static final int MAX_KEYS = 64;

  private final Map<String, VerificationKey> byId;

  private PublicKeys(Map<String, VerificationKey> byId) {
    this.byId = byId;
  }

  /**
   * The set of these keys.
   *
   * @throws IllegalArgumentException if two have one id, or there are more than 64
   */
  public static PublicKeys of(Collection<VerificationKey> keys) {
    if (keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          "keys: " + keys.size() + " (expected: at most " + MAX_KEYS + ")");
    }
    Map<String, VerificationKey> byId = new LinkedHashMap<>();
    for (VerificationKey key : keys) {
      if (byId.put(key.keyId(), key) != null) {
        throw new IllegalArgumentException("keys: a kid is repeated (expected: each once)");
      }
    }
    return new PublicKeys(Collections.unmodifiableMap(byId));
  }

  /** The set of these keys. */
  public static PublicKeys of(VerificationKey... keys) {
    return of(List.of(keys));
  }

  /**
   * Parses a JWK Set. Keys for another use or with an algorithm that we do not know are left out,
   * as RFC 7517 §5 asks, so that an issuer can add one before we know it.
   *
   * @throws IllegalArgumentException if it is not a JWK Set, a key is broken, private or has no id,
   *     or an id is repeated; then no key of it is to be used
   */
  public static PublicKeys parse(String jwks) {
    if (jwks.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("jwks: too long (expected: at most " + MAX_LENGTH + ")");
    }
    try {
      Map<String, Object> set =
          JsonReader.readObject(jwks.getBytes(StandardCharsets.UTF_8), 4, 64 * MAX_KEYS);
      if (!(set.get("keys") instanceof List<?> members)) {
        throw new IllegalArgumentException("jwks: no keys (expected: a list)");
      }
      return of(members.stream().map(PublicKeys::member).flatMap(Optional::stream).toList());
    } catch (JsonException e) {
      throw new IllegalArgumentException("jwks: " + e.getMessage(), e);
    }
  }

  /** The key of this id. */
  public Optional<VerificationKey> find(String keyId) {
    return Optional.ofNullable(byId.get(keyId));
  }

  /** All keys, in the order of the set. */
  public Collection<VerificationKey> all() {
    return byId.values();
  }

  /** The JWK Set; {@code parse(toJwks())} equals this. */
  public String toJwks() {
    return JsonWriter.write(
        Map.of("keys", byId.values().stream().map(VerificationKey::toMembers).toList()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKeys keys && byId.equals(keys.byId);
  }

  @Override
  public int hashCode() {
    return byId.hashCode();
  }

  @Override
  public String toString() {
    return "PublicKeys" + byId.keySet();
  }

  @SuppressWarnings("unchecked") // The reader's objects have string keys.
  private static Optional<VerificationKey> member(Object member) {
    if (!(member instanceof Map<?, ?> members)) {
      throw new IllegalArgumentException("jwks: a key is not an object");
    }
    if (!(members.get("kid") instanceof String)) {
      throw new IllegalArgumentException("jwks: a key without kid (expected: each has one)");
    }
    return VerificationKey.ofMembers((Map<String, Object>) members);
  }
}
