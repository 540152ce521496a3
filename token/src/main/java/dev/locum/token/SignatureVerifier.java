package dev.locum.token;

/**
 * Checks that a token was signed by a key of its issuer. It decides nothing else: issuer, audience
 * and life are the business of {@link TokenVerifier}.
 *
 * <p><b>Security guarantees</b> that an implementation must give, since its caller checks none of
 * them again: size and nesting are bounded before anything is parsed; the algorithm is that of the
 * key, the header is only compared with it (RFC 8725 §3.1); the {@code typ} header is exactly the
 * expected one (RFC 8725 §3.11); an absent or unknown key id rejects; no key comes from the token;
 * no claim is repeated. An answer of {@code KEYS_UNAVAILABLE} means that nothing could be decided.
 *
 * <p>Thread-safe.
 */
public interface SignatureVerifier extends KeyStanding {

  /**
   * Verifies one token.
   *
   * @param token as it came
   * @param expectedType the exact {@code typ} header, {@link TokenKind#type()}
   * @return its claims, or why there are none; never throws for anything in the token
   */
  Verification<SignedClaims> verify(RawToken token, String expectedType);
}
