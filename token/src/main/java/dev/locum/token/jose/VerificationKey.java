package dev.locum.token.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A public key that verifies signatures of exactly one algorithm (BP-1). Every instance is a valid
 * key: its point is on the curve and of full order, its modulus is long enough.
 */
public final class VerificationKey {

  /** Bounds a registered key's JSON; an RSA key of 4096 bits takes less than 1 KiB. */
  private static final int MAX_JWK_LENGTH = 8 * 1024;

  /** Of P-256 and of Ed25519 (RFC 7518 §6.2.1.2, RFC 8037 §2). */
  private static final int COORDINATE_LENGTH = 32;

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 4096;

  private final String keyId;
  private final SigningAlgorithm algorithm;
  private final JWK jwk;
  private final PublicKey publicKey;
  private final Map<String, Object> members;

  private VerificationKey(String keyId, SigningAlgorithm algorithm, JWK jwk, PublicKey publicKey) {
    this.keyId = keyId;
    this.algorithm = algorithm;
    this.jwk = jwk;
    this.publicKey = publicKey;
    this.members = members(keyId, algorithm, jwk);
  }

  /**
   * Parses one public key (RFC 7517), for instance one that a workload registers. Without a {@code
   * kid} its id is its thumbprint (RFC 7638).
   *
   * @throws IllegalArgumentException if it is not a public key of one of our algorithms; a private
   *     key is refused, since whoever was sent it has disclosed it
   */
  public static VerificationKey parse(String jwk) {
    if (jwk.length() > MAX_JWK_LENGTH) {
      throw new IllegalArgumentException("jwk: too long (expected: " + MAX_JWK_LENGTH + ")");
    }
    try {
      return ofMembers(JsonReader.readObject(jwk.getBytes(StandardCharsets.UTF_8), 2, 64))
          .orElseThrow(() ->
              new IllegalArgumentException(
                  "jwk: another use, type or algorithm (expected: ES256, Ed25519 or RS256)"));
    } catch (JsonException e) {
      throw new IllegalArgumentException("jwk: " + e.getMessage(), e);
    }
  }

  /**
   * The key, or nothing if it is for another use or algorithm; throws if it is broken or private.
   */
  static Optional<VerificationKey> ofMembers(Map<String, Object> members) {
    Optional<SigningAlgorithm> algorithm = algorithmOf(members);
    if (algorithm.isEmpty() || !isForSignatures(members)) {
      return Optional.empty();
    }
    requireCanonical(members);
    try {
      JWK jwk = JWK.parse(members);
      if (jwk.isPrivate()) {
        throw new IllegalArgumentException("jwk: a private key (expected: a public one)");
      }
      return Optional.of(of(algorithm.get(), jwk));
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (ParseException | JOSEException | RuntimeException e) {
      // A parser that throws what it does not declare must not stop the service (CVE-2019-17195).
      throw new IllegalArgumentException("jwk: not a valid key", e);
    }
  }

  static VerificationKey of(SigningAlgorithm algorithm, JWK publicJwk) throws JOSEException {
    String keyId = publicJwk.getKeyID();
    if (keyId == null) {
      keyId = publicJwk.computeThumbprint().toString();
    }
    KeyIds.require(keyId);
    return new VerificationKey(keyId, algorithm, publicJwk, publicKey(algorithm, publicJwk));
  }

  /** The {@code kid} (RFC 7517 §4.5). */
  public String keyId() {
    return keyId;
  }

  public SigningAlgorithm algorithm() {
    return algorithm;
  }

  /** The members that a key set shows: key, {@code kid}, {@code alg} and {@code use}. */
  public String toJwk() {
    return JsonWriter.write(toMembers());
  }

  /** The RFC 7638 thumbprint (SHA-256, base64url): the same for the same key whatever its id. */
  public String thumbprint() {
    try {
      return jwk.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("SHA-256 is not in this JDK", e);
    }
  }

  Map<String, Object> toMembers() {
    return members;
  }

  PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerificationKey key && members.equals(key.members);
  }

  @Override
  public int hashCode() {
    return keyId.hashCode();
  }

  @Override
  public String toString() {
    return "VerificationKey[" + keyId + ", " + algorithm.joseName() + "]";
  }

  private static Map<String, Object> members(String keyId, SigningAlgorithm algorithm, JWK jwk) {
    Map<String, Object> members = new TreeMap<>(jwk.getRequiredParams());
    members.put("kid", keyId);
    members.put("alg", algorithm.joseName());
    members.put("use", KeyUse.SIGNATURE.identifier());
    return Collections.unmodifiableMap(members);
  }

  /** By the type of key; an {@code alg} that names another algorithm leaves none. */
  static Optional<SigningAlgorithm> algorithmOf(Map<String, Object> members) {
    Object type = members.get("kty");
    Object curve = members.get("crv");
    SigningAlgorithm byType = null;
    if ("EC".equals(type) && "P-256".equals(curve)) {
      byType = SigningAlgorithm.ES256;
    } else if ("OKP".equals(type) && "Ed25519".equals(curve)) {
      byType = SigningAlgorithm.ED25519;
    } else if ("RSA".equals(type)) {
      byType = SigningAlgorithm.RS256;
    }
    Object named = members.get("alg");
    return byType == null || (named != null && !byType.joseName().equals(named))
        ? Optional.empty()
        : Optional.of(byType);
  }

  /** One key has one text, or it would have several thumbprints and could be registered twice. */
  private static void requireCanonical(Map<String, Object> members) {
    for (String name : List.of("x", "y")) {
      requireCanonical(members, name, octets -> octets.length == COORDINATE_LENGTH);
    }
    for (String name : List.of("n", "e")) {
      requireCanonical(members, name, octets -> octets.length > 0 && octets[0] != 0);
    }
  }

  private static void requireCanonical(
      Map<String, Object> members, String name, Predicate<byte[]> form) {
    if (members.get(name) instanceof String text && Base64Url.decode(text).filter(form).isEmpty()) {
      throw new IllegalArgumentException("jwk: " + name + " is not in its one form");
    }
  }

  private static boolean isForSignatures(Map<String, Object> members) {
    Object use = members.get("use");
    Object operations = members.get("key_ops");
    return (use == null || "sig".equals(use))
        && (operations == null || (operations instanceof List<?> list && list.contains("verify")));
  }

  private static PublicKey publicKey(SigningAlgorithm algorithm, JWK jwk) throws JOSEException {
    return switch (algorithm) {
      case ES256 -> jwk.toECKey().toECPublicKey();
      case ED25519 -> Ed25519Keys.publicKey(jwk.toOctetKeyPair().getDecodedX());
      case RS256 -> rsaKey(jwk.toRSAKey());
    };
  }

  private static PublicKey rsaKey(RSAKey rsa) throws JOSEException {
    int bits = rsa.size();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw new IllegalArgumentException(
          "jwk: RSA of " + bits + " bits (expected: " + MIN_RSA_BITS + " to " + MAX_RSA_BITS + ")");
    }
    requireExponent(rsa.getPublicExponent());
    return rsa.toRSAPublicKey();
  }

  /** 65537 is what everybody uses; 1 makes every text its own signature. */
  private static void requireExponent(Base64URL exponent) {
    if (!exponent.decodeToBigInteger().equals(BigInteger.valueOf(65_537))) {
      throw new IllegalArgumentException("jwk: RSA exponent (expected: 65537)");
    }
  }
}
