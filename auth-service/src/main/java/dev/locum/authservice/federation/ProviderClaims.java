package dev.locum.authservice.federation;

import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the tokens of a provider have in common, be they ID tokens or access tokens: both go by the
 * same rules, so that none is the way around the other.
 */
final class ProviderClaims {

  /** How far the provider's clock and ours may be apart. */
  static final Duration SKEW = Duration.ofSeconds(10);

  private static final int MAX_SUBJECT = 255;

  private final ProviderTerms.Asked asked;
  private final ClaimReader claims;
  private final Instant now;

  /** Claims whose signature holds. */
  ProviderClaims(ProviderTerms terms, ClaimReader claims, Instant now) {
    this.asked = terms.asked();
    this.claims = claims;
    this.now = now;
  }

  /**
   * Somebody whom the provider vouches for.
   *
   * @param subject the {@code sub}
   * @param authenticatedAt when they logged in there; absent: the provider does not say
   * @param saidAt when the provider said all this
   * @param claims all that it says
   */
  record Vouched(
      String subject,
      Optional<Instant> authenticatedAt,
      Instant saidAt,
      Map<String, Object> claims) {

    @Override
    public String toString() {
      return "Vouched[redacted]";
    }
  }

  /** Whom they vouch for, authenticated as strongly as was asked for. */
  Vouched require(Map<String, Object> all) {
    requireStrength();
    return new Vouched(subject(), authenticatedAt(), claims.instant("iat"), all);
  }

  /** Refuses what is from the future. */
  void requireNotEarly() {
    boolean isEarly = claims.has("nbf") && claims.instant("nbf").isAfter(now.plus(SKEW));
    if (isEarly || claims.instant("iat").isAfter(now.plus(SKEW))) {
      throw new DenialException(DenialReason.TOKEN_NOT_YET_VALID, "iat or nbf: in the future");
    }
  }

  private void requireStrength() {
    List<String> acr = asked.acr();
    if (!acr.isEmpty() && !(claims.has("acr") && acr.contains(claims.text("acr")))) {
      throw new DenialException(DenialReason.LOGIN_TOO_WEAK, "acr: none of those asked for");
    }
    List<String> amr = asked.amr();
    if (!amr.isEmpty() && !(claims.has("amr") && claims.texts("amr").containsAll(amr))) {
      throw new DenialException(DenialReason.LOGIN_TOO_WEAK, "amr: not all that are asked for");
    }
  }

  /** Only {@code max_age} has every provider say it. When it issued the token is another time. */
  private Optional<Instant> authenticatedAt() {
    if (asked.maxAge().isEmpty() && !claims.has("auth_time")) {
      return Optional.empty();
    }
    Instant at = claims.instant("auth_time");
    if (at.isAfter(now.plus(SKEW))) {
      throw claims.refused("auth_time", "in the past");
    }
    if (asked.maxAge().filter(most -> at.plus(most).plus(SKEW).isBefore(now)).isPresent()) {
      throw new DenialException(DenialReason.LOGIN_TOO_WEAK, "auth_time: too long ago");
    }
    return Optional.of(at.isAfter(now) ? now : at);
  }

  private String subject() {
    String subject = claims.text("sub");
    boolean isPlain = subject.chars().noneMatch(Character::isISOControl);
    if (subject.isEmpty() || subject.length() > MAX_SUBJECT || !isPlain) {
      throw claims.refused("sub", "1 to " + MAX_SUBJECT + " characters, no control character");
    }
    return subject;
  }
}
