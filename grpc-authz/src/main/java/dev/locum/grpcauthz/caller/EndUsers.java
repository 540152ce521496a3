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
import org.jspecify.annotations.Nullable;

/**
 * Authenticates end users by tokens of issuers other than Locum's authority, through the service's
 * cache if it has one.
 */
final class EndUsers {

  private final CallerRules rules;
  private final UserTokens tokens;
  private final VerificationCache.Check<Proven> check;
  private final @Nullable VerificationCache cache;

  EndUsers(CallerRules rules, UserTokens tokens) {
    this.rules = rules;
    this.tokens = tokens;
    this.check =
        VerificationCache.Check.of(tokens.verifier()::withdrawals, this::prove, Proven::life);
    this.cache = rules.cache().orElse(null);
  }

  /**
   * The user; empty if the token names none of their issuers. Where no mode is accepted, it must be
   * theirs.
   *
   * @throws DenialException if the token does not count, or that cannot be found out now
   */
  Optional<CallerContext> find(RawToken token) {
    Optional<Verification<Proven>> answer =
        cache == null
            ? Optional.of(token).filter(this::mayBeOf).map(check::verify)
            : cache.verify(check, token, this::mayBeOf);
    return answer.map(verification -> verification.orElseThrow().caller());
  }

  private boolean mayBeOf(RawToken token) {
    return rules.acceptsNoMode() || tokens.verifier().isOfKnownIssuer(token);
  }

  private Verification<Proven> prove(RawToken token) {
    Verification<VerifiedJwt> verified = tokens.verifier().verify(token, rules.self());
    if (verified instanceof Verification.Rejected<VerifiedJwt> rejected) {
      return Verification.rejected(rejected.rejection());
    }
    VerifiedJwt jwt = verified.orElseThrow();
    try {
      EndUser user = tokens.userOf(jwt);
      CallerContext.Builder caller =
          new CallerContext.Builder(Provenance.USER).endUser(user).token(jwt.id(), jwt.expiresAt());
      user.tenant()
          .ifPresent(
              tenant -> caller.onBehalfOf(new OnBehalfOf(new Subject(user.subject()), tenant)));
      return Verification.verified(new Proven(caller.build(), tokens.verifier().freshUntil(jwt)));
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    } catch (IllegalArgumentException e) {
      // A value of another form; the messages of our value types never show the value.
      return Verification.rejected(
          Rejection.of(DenialReason.TOKEN_CLAIM_REFUSED, String.valueOf(e.getMessage())));
    }
  }

  /**
   * What a user's token proves.
   *
   * @param keysFreshUntil until when the keys that proved it count
   */
  private record Proven(CallerContext caller, Instant keysFreshUntil) {

    VerificationCache.Life life() {
      return new VerificationCache.Life(caller.tokenId(), caller.expiresAt(), keysFreshUntil);
    }
  }
}
