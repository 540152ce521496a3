package dev.locum.authservice.session;

import dev.locum.authservice.client.Scope;
import dev.locum.authservice.user.User;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.TokenSigner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Issues id tokens (OpenID Connect Core §2): they tell a client who has logged in, and open
 * nothing. Their type is {@code JWT}, which none of our verifiers accepts, and their audience is
 * the client, which is no audience of any other token. Thread-safe.
 */
public final class IdTokens {

  /** The {@code typ} of id tokens. */
  public static final String TYPE = "JWT";

  /** When users log in at a provider that does not say when they did: as long ago as can be. */
  public static final Instant UNKNOWN_TIME = Instant.EPOCH;

  /** Long enough to be received, too short to be kept as a proof. */
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final Issuer issuer;
  private final TokenSigner signer;
  private final Clock clock;

  public IdTokens(Issuer issuer, TokenSigner signer, Clock clock) {
    this.issuer = issuer;
    this.signer = signer;
    this.clock = clock;
  }

  /**
   * An id token of the session; empty if the user allowed its client none.
   *
   * @param nonce the client's, sent back as it came
   * @param authenticatedAt when the user proved who they are; {@link #UNKNOWN_TIME}: the client is
   *     not told
   */
  public Optional<RawToken> issue(
      Session session, Optional<String> nonce, Instant authenticatedAt) {
    if (!session.scopes().contains(Scope.OPENID)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Map<String, Object> claims = claims(session);
    claims.put("iss", issuer.value());
    claims.put("aud", session.client());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(LIFE).getEpochSecond());
    if (!authenticatedAt.equals(UNKNOWN_TIME)) {
      claims.put("auth_time", authenticatedAt.getEpochSecond());
    }
    claims.put("sid", session.id().value());
    nonce.ifPresent(text -> claims.put("nonce", text));
    return Optional.of(signer.sign(TYPE, claims));
  }

  /** What the user allowed the client to know of them: {@code sub}, and the profile. */
  static Map<String, Object> claims(Session session) {
    User user = session.account().user();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", user.subject().value());
    if (session.scopes().contains(Scope.PROFILE)) {
      claims.put("preferred_username", user.name().value());
      claims.put("tenant", user.tenant().value());
      claims.put("roles", List.copyOf(new TreeSet<>(user.roles())));
    }
    return claims;
  }
}
