package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.jwt.EndUser;
import dev.locum.grpcauthz.jwt.UserTokens;
import dev.locum.grpcauthz.jwt.VerifiedJwt;
import dev.locum.token.RawToken;
import dev.locum.token.Subject;
import dev.locum.token.Verification;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.time.Instant;
import java.util.Optional;

/**
 * Authenticates end users by tokens of issuers other than Locum's authority, through the service's
 * cache if it has one.
 */
final class EndUsers {

  private final CallerRules rules;
  private final UserTokens tokens;
  private final String purpose;

  EndUsers(CallerRules rules, UserTokens tokens) {
    this.rules = rules;
    this.tokens = tokens;
    this.purpose = "user for " + rules.self();
  }

  /** The token names one of their issuers; where no mode is accepted, it must be theirs. */
  boolean mayBeOf(RawToken token) {
    return rules.acceptsNoMode() || tokens.verifier().isOfKnownIssuer(token);
  }

  /**
   * The user.
   *
   * @throws DenialException if the token does not count, or that cannot be found out now
   */
  CallerContext authenticate(RawToken token) {
    Proven proven =
        rules
            .cache()
            .map(cache ->
                cache.verify(
                    tokens,
                    purpose,
                    token,
                    () -> prove(token),
                    user -> new VerificationCache.Life(user.tokenId(), user.expiresAt())))
            .orElseGet(() -> prove(token))
            .orElseThrow();
    CallerContext.Builder caller =
        new CallerContext.Builder(Provenance.USER)
            .endUser(proven.user())
            .token(proven.tokenId(), proven.expiresAt());
    proven.onBehalfOf().ifPresent(caller::onBehalfOf);
    return caller.build();
  }

  private Verification<Proven> prove(RawToken token) {
    Verification<VerifiedJwt> verified = tokens.verifier().verify(token, rules.self());
    if (verified instanceof Verification.Rejected<VerifiedJwt> rejected) {
      return Verification.rejected(rejected.rejection());
    }
    VerifiedJwt jwt = verified.orElseThrow();
    try {
      EndUser user = tokens.userOf(jwt);
      Optional<OnBehalfOf> who =
          user.tenant().map(tenant -> new OnBehalfOf(new Subject(user.subject()), tenant));
      return Verification.verified(new Proven(user, who, jwt.id(), jwt.expiresAt()));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    } catch (IllegalArgumentException e) {
      // A value of another form; the messages of our value types never show the value.
      return Verification.rejected(
          Rejection.of(DenialReason.TOKEN_CLAIM_REFUSED, String.valueOf(e.getMessage())));
    }
  }

  /** What a user's token proves. */
  private record Proven(
      EndUser user, Optional<OnBehalfOf> onBehalfOf, String tokenId, Instant expiresAt) {}
}
