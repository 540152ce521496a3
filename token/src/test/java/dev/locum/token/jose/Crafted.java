package dev.locum.token.jose;

import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import dev.locum.token.Verification;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** Tokens made by hand: any header and any claims, rightly signed. */
final class Crafted {

  static final String TYPE = "at+jwt";

  private final SigningKey key;
  private final SignatureEngine engine;
  private final JoseSignatureVerifier verifier;

  Crafted(SigningKey key) {
    this.key = key;
    this.engine = CryptoProviders.jdk().engine(key.algorithm());
    this.verifier =
        new JoseSignatureVerifier(
            KeySource.fixed(PublicKeys.of(key.verificationKey())), CryptoProviders.jdk());
  }

  /** The header that our own signer writes. */
  String header() {
    return header("");
  }

  /** Our own header with more members, such as {@code ,"crit":["x"]}. */
  String header(String more) {
    return "{\"alg\":\""
        + key.algorithm().joseName()
        + "\",\"kid\":\""
        + key.keyId()
        + "\",\"typ\":\""
        + TYPE
        + "\""
        + more
        + "}";
  }

  /** A rightly signed token of these texts. */
  RawToken token(String header, String claims) {
    return token(header.getBytes(StandardCharsets.UTF_8), claims.getBytes(StandardCharsets.UTF_8));
  }

  RawToken token(byte[] header, byte[] claims) {
    return signed(Base64Url.encode(header), Base64Url.encode(claims));
  }

  /** A rightly signed token of parts that are already encoded, well or not. */
  RawToken signed(String encodedHeader, String encodedClaims) {
    String input = encodedHeader + "." + encodedClaims;
    return RawToken.of(input + "." + Base64Url.encode(signature(input)));
  }

  /** As a verifier sees it that knows this key alone. */
  Verification<SignedClaims> verify(RawToken token) {
    return verifier.verify(token, TYPE);
  }

  byte[] signature(String input) {
    try {
      return engine.sign(engine.adopt(key.privateKey()), input.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
