package dev.locum.grpcauthz.caller;

import dev.locum.token.Audience;
import dev.locum.token.RawToken;
import dev.locum.token.TokenLife;
import dev.locum.token.TokenVerifier;
import dev.locum.token.Verification;
import dev.locum.token.VerifiedAccessToken;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.VerifiedServiceToken;
import java.util.function.Function;
import java.util.function.Supplier;

/** Verifies tokens of Locum's authority for one service, through its cache if it has one. */
final class LocumTokens {

  private final CallerRules rules;

  LocumTokens(CallerRules rules) {
    this.rules = rules;
  }

  Verification<VerifiedDownstreamToken> downstream(RawToken token) {
    return verify(
        "downstream",
        rules.self(),
        token,
        TokenVerifier::verifyDownstreamToken,
        VerifiedDownstreamToken::life);
  }

  Verification<VerifiedServiceToken> service(RawToken token) {
    return verify(
        "service",
        rules.self(),
        token,
        TokenVerifier::verifyServiceToken,
        VerifiedServiceToken::life);
  }

  Verification<VerifiedAccessToken> access(RawToken token) {
    return verify(
        "access", rules.self(), token, TokenVerifier::verifyAccessToken, VerifiedAccessToken::life);
  }

  Verification<VerifiedDelegationToken> delegation(RawToken token) {
    return verify(
        "delegation",
        rules.trustDomain(),
        token,
        TokenVerifier::verifyDelegationToken,
        VerifiedDelegationToken::life);
  }

  private <T> Verification<T> verify(
      String kind,
      Audience audience,
      RawToken token,
      Verifier<T> verifier,
      Function<T, TokenLife> life) {
    Supplier<Verification<T>> verify = () -> verifier.verify(rules.verifier(), token, audience);
    if (rules.cache().isEmpty()) {
      return verify.get();
    }
    return rules
        .cache()
        .get()
        .verify(
            rules.verifier(),
            kind + " for " + audience,
            token,
            verify,
            verified -> {
              TokenLife lived = life.apply(verified);
              return new VerificationCache.Life(lived.id().value(), lived.expiresAt());
            });
  }

  private interface Verifier<T> {
    Verification<T> verify(TokenVerifier verifier, RawToken token, Audience audience);
  }
}
