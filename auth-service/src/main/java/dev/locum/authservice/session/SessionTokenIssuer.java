package dev.locum.authservice.session;

import dev.locum.token.AccessClaims;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.TokenIssuer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Signs what a session gets. It decides nothing: the session must count, and its tokens count only
 * once they are stored. Thread-safe.
 */
public final class SessionTokenIssuer {

  private final TokenIssuer issuer;
  private final Audience audience;
  private final SessionLives lives;
  private final SecureRandom random;
  private final Clock clock;

  /**
   * An issuer.
   *
   * @param audience where access tokens are used: the trigger
   */
  public SessionTokenIssuer(
      TokenIssuer issuer, Audience audience, SessionLives lives, SecureRandom random, Clock clock) {
    this.issuer = issuer;
    this.audience = audience;
    this.lives = lives;
    this.random = random;
    this.clock = clock;
  }

  Audience audience() {
    return audience;
  }

  /** When a session that starts now ends at the latest. */
  Instant sessionEnd() {
    return clock.instant().plus(lives.session());
  }

  /**
   * Tokens of the session, none of which outlives it; empty if less than a second of it is left.
   */
  Optional<SessionTokens> issue(Session session) {
    Duration left = Duration.between(clock.instant(), session.expiresAt());
    Duration life = left.compareTo(lives.accessToken()) < 0 ? left : lives.accessToken();
    if (life.compareTo(Duration.ofSeconds(1)) < 0) {
      return Optional.empty();
    }
    IssuedToken access =
        issuer.issueAccessToken(
            new AccessClaims(
                session.account().user().subject(),
                session.account().user().tenant(),
                session.client(),
                audience,
                session.account().user().roles(),
                session.id()),
            life);
    OpaqueToken refresh = OpaqueToken.generate(OpaqueToken.Kind.REFRESH_TOKEN, random);
    return Optional.of(new SessionTokens(access, refresh));
  }
}
