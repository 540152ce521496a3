package dev.locum.token.jose;

import dev.locum.token.RawToken;
import dev.locum.token.TokenSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Signs in JWS compact serialization (RFC 7515 §7.1) with a header of exactly {@code alg}, {@code
 * kid} and {@code typ}. Thread-safe.
 */
public final class JoseTokenSigner implements TokenSigner {

  private final Supplier<SigningKey> current;
  private final CryptoProviders providers;
  private volatile Adopted adopted;

  /** Signs with one key. */
  public JoseTokenSigner(SigningKey key, CryptoProviders providers) {
    this(() -> key, providers);
  }

  /** Signs each token with the key that is current then; for keys that rotate. */
  public JoseTokenSigner(Supplier<SigningKey> current, CryptoProviders providers) {
    this.current = current;
    this.providers = providers;
    this.adopted = adopt(current.get());
  }

  @Override
  public RawToken sign(String type, Map<String, Object> claims) {
    SigningKey key = current.get();
    Adopted signer = adopted;
    if (!signer.key().equals(key)) {
      signer = adopt(key);
      adopted = signer;
    }
    String input = header(key, type) + "." + Base64Url.encode(JsonWriter.write(claims));
    byte[] signature;
    try {
      signature =
          signer.engine().sign(signer.privateKey(), input.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with " + key + " failed", e);
    }
    return RawToken.of(input + "." + Base64Url.encode(signature));
  }

  @Override
  public String toString() {
    return "JoseTokenSigner[" + current.get() + "]";
  }

  private Adopted adopt(SigningKey key) {
    SignatureEngine engine = providers.engine(key.algorithm());
    try {
      PrivateKey privateKey = engine.adopt(key.privateKey());
      SelfTest.requireSigns(key, engine, privateKey);
      return new Adopted(key, engine, privateKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(engine + " does not take " + key, e);
    }
  }

  private static String header(SigningKey key, String type) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", key.algorithm().joseName());
    header.put("kid", key.keyId());
    header.put("typ", type);
    return Base64Url.encode(JsonWriter.write(header));
  }

  private record Adopted(SigningKey key, SignatureEngine engine, PrivateKey privateKey) {

    /** Never shows a key. */
    @Override
    public String toString() {
      return "Adopted[" + key + "]";
    }
  }
}
