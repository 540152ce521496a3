package dev.locum.grpcauthz.caller;

import dev.locum.token.RawToken;
import dev.locum.token.TokenLife;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.VerifiedServiceToken;
import java.util.function.Function;

/** Verifies tokens of Locum's authority for one service, through its cache if it has one. */
final class LocumTokens {

  private final CallerRules rules;
  private final VerificationCache.Check<VerifiedDownstreamToken> downstream;
  private final VerificationCache.Check<VerifiedServiceToken> service;
  private final VerificationCache.Check<VerifiedAccessToken> access;
  private final VerificationCache.Check<VerifiedDelegationToken> delegation;

  LocumTokens(CallerRules rules) {
    this.rules = rules;
    this.downstream =
        check(
            token -> rules.verifier().verifyDownstreamToken(token, rules.self()),
            VerifiedDownstreamToken::life);
    this.service =
        check(
            token -> rules.verifier().verifyServiceToken(token, rules.self()),
            VerifiedServiceToken::life);
    this.access =
        check(
            token -> rules.verifier().verifyAccessToken(token, rules.self()),
            VerifiedAccessToken::life);
    this.delegation =
        check(
            token -> rules.verifier().verifyDelegationToken(token, rules.trustDomain()),
            VerifiedDelegationToken::life);
  }

  Verification<VerifiedDownstreamToken> downstream(RawToken token) {
    return verify(downstream, token);
  }

  Verification<VerifiedServiceToken> service(RawToken token) {
    return verify(service, token);
  }

  Verification<VerifiedAccessToken> access(RawToken token) {
    return verify(access, token);
  }

  Verification<VerifiedDelegationToken> delegation(RawToken token) {
    return verify(delegation, token);
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
