package dev.locum.grpcauthz.caller;

import dev.locum.grpcauthz.holder.ShownHolder;
import dev.locum.grpcauthz.holder.TokenHolders.Place;
import dev.locum.token.RawToken;
import dev.locum.token.TokenLife;
import dev.locum.token.Unconfirmed;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.VerifiedServiceToken;
import dev.locum.token.VerifiedToken;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.util.function.Function;

/** Verifies tokens of Locum's authority for one service, through its cache if it has one. */
final class LocumTokens {

  private final CallerRules rules;
  private final VerificationCache.Check<Unconfirmed<VerifiedDownstreamToken>> downstream;
  private final VerificationCache.Check<VerifiedServiceToken> service;
  private final VerificationCache.Check<Unconfirmed<VerifiedAccessToken>> access;
  private final VerificationCache.Check<Unconfirmed<VerifiedDelegationToken>> delegation;

  LocumTokens(CallerRules rules) {
    this.rules = rules;
    this.downstream =
        check(
            token -> rules.verifier().unconfirmedDownstreamToken(token, rules.self()),
            Unconfirmed::life);
    this.service =
        check(
            token -> rules.verifier().verifyServiceToken(token, rules.self()),
            VerifiedServiceToken::life);
    this.access =
        check(
            token -> rules.verifier().unconfirmedAccessToken(token, rules.self()),
            Unconfirmed::life);
    this.delegation =
        check(
            token -> rules.verifier().unconfirmedDelegationToken(token, rules.trustDomain()),
            Unconfirmed::life);
  }

  Verification<VerifiedDownstreamToken> downstream(RawToken token, ShownHolder shown) {
    return confirm(downstream, token, Place.AUTHORIZATION, shown);
  }

  Verification<VerifiedServiceToken> service(RawToken token) {
    return verify(service, token);
  }

  /**
   * A service token as all that proves who calls. It is bound to nothing, so it is no token of the
   * scheme DPoP.
   */
  Verification<VerifiedServiceToken> service(RawToken token, ShownHolder shown) {
    Verification<VerifiedServiceToken> verified = service(token);
    if (verified instanceof Verification.Rejected<VerifiedServiceToken>) {
      return verified;
    }
    try {
      rules.holders().requireServiceTokens();
    } catch (DenialException e) {
      return Verification.rejected(e.rejection());
    }
    return shown.asDpop()
        ? Verification.rejected(
            Rejection.of(DenialReason.PROOF_NEEDED, "a service token is bound to nothing"))
        : verified;
  }

  Verification<VerifiedAccessToken> access(RawToken token, ShownHolder shown) {
    return confirm(access, token, Place.AUTHORIZATION, shown);
  }

  Verification<VerifiedDelegationToken> delegation(RawToken token, ShownHolder shown) {
    return confirm(delegation, token, Place.TXN_TOKEN, shown);
  }

  /** Who may show a token is found out at every call; what it says may be known already. */
  private <T extends VerifiedToken> Verification<T> confirm(
      VerificationCache.Check<Unconfirmed<T>> check,
      RawToken token,
      Place place,
      ShownHolder shown) {
    Verification<Unconfirmed<T>> verified = verify(check, token);
    return verified instanceof Verification.Rejected<Unconfirmed<T>> rejected
        ? Verification.rejected(rejected.rejection())
        : rules.holders().confirm(verified.orElseThrow(), token, place, shown);
  }

  private <T> Verification<T> verify(VerificationCache.Check<T> check, RawToken token) {
    return rules
        .cache()
        .map(cache -> cache.verify(check, token))
        .orElseGet(() -> check.verify(token));
  }

  private <T> VerificationCache.Check<T> check(
      Function<RawToken, Verification<T>> verify, Function<T, TokenLife> life) {
    return VerificationCache.Check.of(
        () -> rules.verifier().withdrawals(),
        verify,
        verified -> {
          TokenLife lived = life.apply(verified);
          return new VerificationCache.Life(
              lived.id().value(), lived.expiresAt(), rules.verifier().freshUntil());
        });
  }
}
