package dev.locum.token.jose;

import dev.locum.token.Incubating;
import dev.locum.token.TokenId;
import dev.locum.token.claim.ClaimNames;
import dev.locum.token.proof.DpopProof;
import dev.locum.token.proof.KeyThumbprint;
import dev.locum.token.proof.TargetUri;
import dev.locum.token.proof.TokenHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A key to which tokens are bound. It leaves this object only as signatures. One that a process
 * makes for itself has no text, and a token that is bound to it dies with the process. Thread-safe.
 */
@Incubating
public final class DpopKey {

  private final KeyThumbprint thumbprint;
  private final String header;
  private final SignatureEngine engine;
  private final PrivateKey privateKey;
  private final Clock clock;
  private final Supplier<TokenId> ids;

  private DpopKey(SigningKey key, CryptoProviders providers, Clock clock, Supplier<TokenId> ids) {
    this.thumbprint = new KeyThumbprint(key.verificationKey().thumbprint());
    this.header = header(key);
    this.engine = providers.engine(key.algorithm());
    try {
      this.privateKey = engine.adopt(key.privateKey());
      SelfTest.requireSigns(key, engine, privateKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(engine + " does not take its own key", e);
    }
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * A fresh ES256 key.
   *
   * @param clock says when a proof is made
   * @param ids answers a fresh, unguessable id each time
   */
  public static DpopKey generate(CryptoProviders providers, Clock clock, Supplier<TokenId> ids) {
    return new DpopKey(SigningKey.generate(SigningAlgorithm.ES256), providers, clock, ids);
  }

  /**
   * A key that outlives this process, as somebody keeps it.
   *
   * @param clock says when a proof is made
   * @param ids answers a fresh, unguessable id each time
   */
  public static DpopKey of(
      SigningKey key, CryptoProviders providers, Clock clock, Supplier<TokenId> ids) {
    return new DpopKey(key, providers, clock, ids);
  }

  /** By what a token names it: {@code cnf.jkt}. */
  public KeyThumbprint thumbprint() {
    return thumbprint;
  }

  /** A proof for one request that has no bound token yet. */
  public DpopProof prove(String method, TargetUri target) {
    return prove(method, target, Map.of());
  }

  /**
   * The same for a verifier that has given out a nonce (RFC 9449 §8).
   *
   * @param nonce as it came; empty: it gave none
   */
  public DpopProof proveWithNonce(String method, TargetUri target, String nonce) {
    return prove(method, target, with(Map.of(), nonce));
  }

  /** A proof for one request with a bound access token. */
  public DpopProof proveAccessToken(String method, TargetUri target, String token) {
    return proveAccessToken(method, target, token, "");
  }

  /**
   * The same for a verifier that may have given out a nonce (RFC 9449 §9).
   *
   * @param nonce as it came; empty: it gave none
   */
  public DpopProof proveAccessToken(String method, TargetUri target, String token, String nonce) {
    return prove(method, target, with(Map.of("ath", TokenHash.of(token).value()), nonce));
  }

  /** A proof for one request with a bound delegation token. */
  public DpopProof proveTxnToken(String method, TargetUri target, String token) {
    return proveTxnToken(method, target, token, "");
  }

  /**
   * The same for a verifier that may have given out a nonce (RFC 9449 §9).
   *
   * @param nonce as it came; empty: it gave none
   */
  public DpopProof proveTxnToken(String method, TargetUri target, String token, String nonce) {
    return prove(method, target, with(Map.of("tth", TokenHash.of(token).value()), nonce));
  }

  private static Map<String, Object> with(Map<String, Object> claims, String nonce) {
    if (nonce.isEmpty()) {
      return claims;
    }
    Map<String, Object> more = new LinkedHashMap<>(claims);
    more.put("nonce", nonce);
    return more;
  }

  private DpopProof prove(String method, TargetUri target, Map<String, Object> more) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put(ClaimNames.TOKEN_ID, ids.get().value());
    claims.put("htm", method);
    claims.put("htu", target.toString());
    claims.put(ClaimNames.ISSUED_AT, clock.instant().getEpochSecond());
    claims.putAll(more);
    String input = header + "." + Base64Url.encode(JsonWriter.write(claims));
    try {
      byte[] signature = engine.sign(privateKey, input.getBytes(StandardCharsets.US_ASCII));
      return DpopProof.of(input + "." + Base64Url.encode(signature));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing a proof failed", e);
    }
  }

  /** The bare key: a name or a use of it would only make the header longer. */
  private static String header(SigningKey key) {
    Map<String, Object> jwk = new TreeMap<>(key.verificationKey().toMembers());
    jwk.keySet().removeAll(Set.of("kid", "alg", "use"));
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", key.algorithm().joseName());
    header.put("jwk", jwk);
    header.put("typ", DpopProof.TYPE);
    return Base64Url.encode(JsonWriter.write(header));
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "DpopKey[" + thumbprint + "]";
  }
}
