package dev.locum.authservice.federation;

import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.IssuerBoundVerifier;
import dev.locum.token.jose.KeySource;
import dev.locum.token.jose.SigningAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Whether an ID token counts (OpenID Connect Core §3.1.3.7): signed by a key of exactly this
 * provider, for us and nobody else besides, for this login, fresh, and as strongly authenticated as
 * was asked for. Thread-safe.
 */
final class IdTokenCheck {

  /** It comes straight from the provider: an older one is from another login. */
  private static final Duration OLDEST = Duration.ofMinutes(5);

  private final ProviderTerms terms;
  private final IssuerBoundVerifier signatures;
  private final Clock clock;

  IdTokenCheck(
      ProviderTerms terms,
      KeySource keys,
      Set<SigningAlgorithm> algorithms,
      CryptoProviders providers,
      Clock clock) {
    this.terms = terms;
    this.signatures =
        new IssuerBoundVerifier(
            List.of(new IssuerBoundVerifier.Bound(terms.issuer(), keys, Set.of("JWT"), algorithms)),
            providers);
    this.clock = clock;
  }

  /**
   * What belongs to the ID token.
   *
   * @param nonce of the login
   * @param accessToken that came with it; may be empty
   */
  record Companions(String nonce, String accessToken) {

    @Override
    public String toString() {
      return "Companions[redacted]";
    }
  }

  /**
   * Whom the token vouches for.
   *
   * @throws DenialException with the reason for the trail if it does not count; {@code
   *     KEYS_UNAVAILABLE} if that cannot be decided
   */
  ProviderClaims.Vouched require(RawToken idToken, Companions companions) {
    SignedClaims signed = signatures.verify(idToken).orElseThrow();
    ClaimReader claims = ClaimReader.of(signed.claims());
    Instant now = clock.instant();
    ProviderClaims shared = new ProviderClaims(terms, claims, now);
    requireForUs(claims);
    requireOfThisLogin(claims, companions);
    requireFresh(claims, now);
    shared.requireNotEarly();
    return shared.require(signed.claims());
  }

  private void requireForUs(ClaimReader claims) {
    if (!claims.only("aud").equals(terms.clientId())) {
      throw new DenialException(DenialReason.TOKEN_AUDIENCE_WRONG, "aud: another client");
    }
    if (claims.has("azp") && !claims.text("azp").equals(terms.clientId())) {
      throw new DenialException(DenialReason.TOKEN_AUDIENCE_WRONG, "azp: another client");
    }
  }

  private static void requireOfThisLogin(ClaimReader claims, Companions companions) {
    if (!isSame(claims.text("nonce"), companions.nonce())) {
      throw claims.refused("nonce", "of this login");
    }
    if (claims.has("at_hash") && !isHashOf(claims.text("at_hash"), companions.accessToken())) {
      throw claims.refused("at_hash", "of the access token beside it");
    }
  }

  /** Half of the digest that belongs to the signature: SHA-256, or SHA-512 for Ed25519. */
  private static boolean isHashOf(String hash, String accessToken) {
    return isSame(hash, halfOf("SHA-256", accessToken))
        || isSame(hash, halfOf("SHA-512", accessToken));
  }

  private static String halfOf(String algorithm, String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, digest.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + ": absent (expected: in every JDK)", e);
    }
  }

  private static boolean isSame(String shown, String expected) {
    return MessageDigest.isEqual(
        shown.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }

  private static void requireFresh(ClaimReader claims, Instant now) {
    if (!now.isBefore(claims.instant("exp").plus(ProviderClaims.SKEW))) {
      throw new DenialException(DenialReason.TOKEN_EXPIRED, "exp: past");
    }
    if (claims.instant("iat").plus(OLDEST).isBefore(now)) {
      throw new DenialException(DenialReason.TOKEN_EXPIRED, "iat: more than " + OLDEST + " ago");
    }
  }
}
