package dev.locum.token.jose;

import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.SignedClaims;
import dev.locum.token.Verification;
import dev.locum.token.claim.ClaimNames;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a token was signed by a key of the issuer that it names, out of several issuers.
 *
 * <p><b>Security guarantees</b>: those of {@link dev.locum.token.SignatureVerifier}, and: a token
 * is verified with the keys of the issuer that it names and with no others (S4-29), so that whoever
 * holds the key of one issuer cannot sign as another (S4-28); its {@code typ} and the algorithm of
 * the key are among those of that issuer. The claim {@code iss} is read before the signature holds,
 * only to find the keys; what is answered is signed. Nothing else is decided: audience and life are
 * the caller's business.
 *
 * <p>Thread-safe.
 */
public final class IssuerBoundVerifier {

  private final Map<String, Bound> issuers;
  private final List<Bound> bounds;
  private final Set<String> types;
  private final SignatureCheck check;

  /**
   * A verifier for these issuers.
   *
   * @throws IllegalArgumentException if there is none, or one is named twice
   */
  public IssuerBoundVerifier(Collection<Bound> issuers, CryptoProviders providers) {
    Map<String, Bound> byName = new HashMap<>();
    Set<String> all = new HashSet<>();
    for (Bound bound : issuers) {
      if (byName.put(bound.issuer().value(), bound) != null) {
        throw new IllegalArgumentException(
            "issuer: " + bound.issuer() + " is listed twice (expected: once)");
      }
      all.addAll(bound.types());
    }
    if (byName.isEmpty()) {
      throw new IllegalArgumentException("issuers: none (expected: at least one)");
    }
    this.issuers = Map.copyOf(byName);
    this.bounds = List.copyOf(issuers);
    this.types = Set.copyOf(all);
    this.check = new SignatureCheck(providers);
  }

  /** Verifies one token; its {@code iss} is one of the issuers. Never throws. */
  public Verification<SignedClaims> verify(RawToken token) {
    try {
      CompactToken parts = CompactToken.parse(token.reveal(), types);
      Bound bound = named(parts);
      if (!bound.types().contains(parts.type())) {
        throw new DenialException(DenialReason.TOKEN_KIND_WRONG, "typ: another issuer's");
      }
      return Verification.verified(check.require(parts, keyId -> find(bound, keyId)));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    }
  }

  /** How often keys of any of the issuers were withdrawn so far. */
  public long withdrawals() {
    long sum = 0;
    for (Bound bound : bounds) {
      sum += bound.keys().withdrawals();
    }
    return sum;
  }

  /** Until when the keys of one issuer count; see {@link dev.locum.token.KeyStanding}. */
  public Instant freshUntil(Issuer issuer) {
    Bound bound = issuers.get(issuer.value());
    return bound == null ? Instant.MIN : bound.keys().freshUntil();
  }

  /**
   * Whether a token names one of the issuers. It is not verified: anybody may have written that,
   * and it is good for choosing a verifier only. Never throws.
   */
  public boolean isOfKnownIssuer(RawToken token) {
    try {
      return issuers.containsKey(named(CompactToken.parse(token.reveal(), types)).issuer().value());
    } catch (DenialException e) {
      return false;
    }
  }

  /** Only to find the keys; nothing is believed until one of them has verified the signature. */
  private Bound named(CompactToken unverified) {
    Bound bound = issuers.get(ClaimReader.of(unverified.claims()).text(ClaimNames.ISSUER));
    if (bound == null) {
      throw new DenialException(DenialReason.TOKEN_ISSUER_WRONG, "iss: not one that is known");
    }
    return bound;
  }

  /** A key of an algorithm that the issuer does not use is none of its keys. */
  private static KeyLookup find(Bound bound, String keyId) {
    KeyLookup lookup = bound.keys().find(keyId);
    boolean counts =
        !(lookup instanceof KeyLookup.Found found)
            || bound.algorithms().contains(found.key().algorithm());
    return counts ? lookup : new KeyLookup.Unknown();
  }

  /**
   * One issuer and what its tokens are like.
   *
   * @param issuer the exact {@code iss}
   * @param keys its keys and nobody else's
   * @param types the {@code typ} headers that it uses; at least one
   * @param algorithms those of its keys that count; at least one
   */
  public record Bound(
      Issuer issuer, KeySource keys, Set<String> types, Set<SigningAlgorithm> algorithms) {

    /**
     * Copies the sets.
     *
     * @throws IllegalArgumentException if one is empty
     */
    public Bound {
      types = Set.copyOf(types);
      algorithms = Set.copyOf(algorithms);
      if (types.isEmpty() || algorithms.isEmpty()) {
        throw new IllegalArgumentException(
            issuer + ": no types or no algorithms (expected: at least one of each)");
      }
    }
  }
}
