package dev.locum.authservice.session;

import dev.locum.token.AccessClaims;
import dev.locum.token.Audience;
import dev.locum.token.IssuedToken;
import dev.locum.token.TokenIssuer;
import dev.locum.token.proof.Confirmation;
import dev.locum.token.proof.KeyThumbprint;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Signs what a session gets. It decides nothing: the session must count, and its tokens count only
 * once they are stored. Thread-safe.
 */
public final class SessionTokenIssuer {

  private final TokenIssuer issuer;
  private final UserAudiences audiences;
  private final SessionLives lives;
  private final SecureRandom random;
  private final Clock clock;

  /**
   * An issuer.
   *
   * @param audiences where access tokens are used
   */
  public SessionTokenIssuer(
      TokenIssuer issuer,
      UserAudiences audiences,
      SessionLives lives,
      SecureRandom random,
      Clock clock) {
    this.issuer = issuer;
    this.audiences = audiences;
    this.lives = lives;
    this.random = random;
    this.clock = clock;
  }

  UserAudiences audiences() {
    return audiences;
  }

  /** When a session that starts now ends at the latest. */
  Instant sessionEnd() {
    return clock.instant().plus(lives.session());
  }

  /**
   * Tokens of the session, none of which outlives it; empty if less than a second of it is left.
   *
   * @param key to which they are bound; empty: to none
   * @param binding to which certificate they are bound
   * @throws IllegalArgumentException if users get no tokens for the audience, or if there are both
   *     key and certificate
   */
  Optional<SessionTokens> issue(
      Session session, Audience audience, Optional<KeyThumbprint> key, TokenBinding binding) {
    if (key.isPresent() && binding.access().isPresent()) {
      throw new IllegalArgumentException("binding: key and certificate (expected: one of them)");
    }
    if (!audiences.allow(session.scopes(), audience)) {
      throw new IllegalArgumentException("audience: " + audience + " (expected: one of users')");
    }
    Optional<Confirmation> confirmation =
        key.<Confirmation>map(Confirmation.Key::new)
            .or(() -> binding.access().map(Confirmation.Certificate::new));
    return access(session, audience, session.account().user().roles(), confirmation)
        .map(access ->
            new SessionTokens(
                access,
                OpaqueToken.generate(OpaqueToken.Kind.REFRESH_TOKEN, random),
                binding.refresh()));
  }

  /**
   * An access token of the session for the front door, and nothing else; empty if less than a
   * second of it is left.
   *
   * @param roles that it names
   */
  Optional<IssuedToken> atFrontDoor(Session session, Set<String> roles) {
    return access(session, audiences.trigger(), roles, Optional.empty());
  }

  private Optional<IssuedToken> access(
      Session session, Audience audience, Set<String> roles, Optional<Confirmation> binding) {
    Duration most = audiences.life(audience, lives.accessToken());
    Duration left = Duration.between(clock.instant(), session.expiresAt());
    Duration life = left.compareTo(most) < 0 ? left : most;
    if (life.compareTo(Duration.ofSeconds(1)) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        issuer.issueAccessToken(
            new AccessClaims(
                session.account().user().subject(),
                session.account().user().tenant(),
                session.client(),
                audience,
                roles,
                session.id()),
            life,
            binding));
  }
}
