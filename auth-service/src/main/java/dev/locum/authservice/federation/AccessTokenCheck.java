package dev.locum.authservice.federation;

import dev.locum.authservice.digest.Sha256;
import dev.locum.token.RawToken;
import dev.locum.token.SessionId;
import dev.locum.token.TokenId;
import dev.locum.token.claim.ClaimReader;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an access token of a provider counts here, once its signature holds (RFC 9068 §4): an
 * access token and nothing else, for us, asked for by a client that is listed, now, and as strongly
 * authenticated as a login must be. Thread-safe.
 */
final class AccessTokenCheck {

  /** What only an ID token (OpenID Connect Core §3.1.3.6) or a logout token has. */
  private static final List<String> OF_OTHER_KINDS =
      List.of("nonce", "at_hash", "c_hash", "s_hash", "events");

  /** Keycloak says the kind here, whatever the header says. */
  private static final String KIND = "typ";

  private final ProviderTerms terms;
  private final ProviderTerms.Accepted accepted;
  private final Clock clock;

  AccessTokenCheck(ProviderTerms terms, ProviderTerms.Accepted accepted, Clock clock) {
    this.terms = terms;
    this.accepted = accepted;
    this.clock = clock;
  }

  /**
   * An access token that counts.
   *
   * @param vouched for whom
   * @param client the client that asked for it
   * @param expiresAt from then on it counts no more
   * @param id its {@code jti}, if it has one of our form; for the trail
   */
  record Shown(
      ProviderClaims.Vouched vouched, String client, Instant expiresAt, Optional<TokenId> id) {

    @Override
    public String toString() {
      return "Shown[redacted]";
    }
  }

  /**
   * What the token says.
   *
   * @param signed its claims, whose signature by this provider holds
   * @throws DenialException with the reason for the trail if it does not count
   */
  Shown require(Map<String, Object> signed) {
    ClaimReader claims = ClaimReader.of(signed);
    Instant now = clock.instant();
    ProviderClaims shared = new ProviderClaims(terms, claims, now);
    requireAccessToken(claims);
    requireBearer(claims);
    requireForUs(claims);
    String client = client(claims);
    requireLife(claims, now);
    shared.requireNotEarly();
    ProviderClaims.Vouched vouched = shared.require(signed);
    if (vouched.subject().equals(client)) {
      throw claims.refused("sub", "a user, not the client itself");
    }
    return new Shown(vouched, client, claims.instant("exp"), id(claims));
  }

  /**
   * Names the token here. It goes by what is signed: another signature over the same, which ECDSA
   * has, makes no other token.
   */
  static SessionId session(RawToken token) {
    String text = token.reveal();
    return new SessionId("x-" + Sha256.base64Url(text.substring(0, text.lastIndexOf('.'))));
  }

  private static void requireAccessToken(ClaimReader claims) {
    boolean isNamedOtherwise = claims.has(KIND) && !claims.text(KIND).equals("Bearer");
    if (isNamedOtherwise || OF_OTHER_KINDS.stream().anyMatch(claims::has)) {
      throw new DenialException(DenialReason.TOKEN_KIND_WRONG, "claims: not an access token's");
    }
  }

  /** Nobody proves here that they hold the key, or act for the user as {@code act} says (TX-11). */
  private static void requireBearer(ClaimReader claims) {
    for (String name : List.of("cnf", "act", "may_act")) {
      if (claims.has(name)) {
        throw claims.refused(name, "none");
      }
    }
  }

  private void requireForUs(ClaimReader claims) {
    if (!claims.textOrTexts("aud").contains(accepted.audience())) {
      throw new DenialException(
          DenialReason.TOKEN_AUDIENCE_WRONG,
          "aud: another (expected: " + accepted.audience() + ")");
    }
  }

  /**
   * RFC 9068 calls it {@code client_id}, OpenID Connect {@code azp}; where both are, both count.
   */
  private String client(ClaimReader claims) {
    List<String> named = new ArrayList<>();
    for (String name : List.of("client_id", "azp")) {
      if (claims.has(name)) {
        named.add(claims.text(name));
      }
    }
    if (named.isEmpty()) {
      throw new DenialException(
          DenialReason.TOKEN_CLAIM_MISSING, "client_id and azp: absent (expected: one of them)");
    }
    if (!accepted.clients().containsAll(named)) {
      throw new DenialException(
          DenialReason.TOKEN_CLAIM_REFUSED, "client_id or azp: a client that is not listed");
    }
    return named.getFirst();
  }

  /** At the instant of its expiry it is expired; a clock that is off gives no longer life. */
  private void requireLife(ClaimReader claims, Instant now) {
    Instant expiresAt = claims.instant("exp");
    if (!now.isBefore(expiresAt)) {
      throw new DenialException(DenialReason.TOKEN_EXPIRED, "exp: past");
    }
    if (Duration.between(claims.instant("iat"), expiresAt).compareTo(accepted.longestLife()) > 0) {
      throw new DenialException(
          DenialReason.TOKEN_LIFE_TOO_LONG,
          "exp: too long after iat (expected: at most " + accepted.longestLife() + ")");
    }
  }

  private static Optional<TokenId> id(ClaimReader claims) {
    try {
      return claims.isText("jti") ? Optional.of(new TokenId(claims.text("jti"))) : Optional.empty();
    } catch (IllegalArgumentException ofAnotherForm) {
      return Optional.empty();
    }
  }
}
