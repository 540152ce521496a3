package dev.locum.cli.profile;

import dev.locum.cli.output.JsonText;
import dev.locum.token.RawToken;
import dev.locum.token.TokenId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.DpopKey;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a login, and the key to which they are bound. {@code toString} shows none of them.
 *
 * @param issuer who issued them, and the only one to whom the refresh token may be shown
 * @param accessToken the access token
 * @param expiresAt when the access token expires
 * @param refreshToken the refresh token
 * @param proofKey the key to which both are bound; empty: they are bound to nothing
 */
public record StoredTokens(
    String issuer,
    RawToken accessToken,
    Instant expiresAt,
    RawToken refreshToken,
    Optional<SigningKey> proofKey) {

  private static final int VERSION = 1;
  private static final String VERSION_KEY = "v";
  private static final String ISSUER = "issuer";
  private static final String ACCESS_TOKEN = "access_token";
  private static final String EXPIRES_AT = "access_token_expires_at";
  private static final String REFRESH_TOKEN = "refresh_token";
  private static final String PROOF_KEY = "proof_key";

  /** Tokens that are bound to nothing. */
  public StoredTokens(
      String issuer, RawToken accessToken, Instant expiresAt, RawToken refreshToken) {
    this(issuer, accessToken, expiresAt, refreshToken, Optional.empty());
  }

  /** What proves the key to which they are bound; empty: they are bound to nothing. */
  public Optional<DpopKey> prover(Clock clock) {
    return proofKey.map(key -> prover(key, clock));
  }

  /** What proves a key. */
  public static DpopKey prover(SigningKey key, Clock clock) {
    return DpopKey.of(
        key, CryptoProviders.jdk(), clock, () -> new TokenId(UUID.randomUUID().toString()));
  }

  /** Whether the access token counts for a while yet. */
  public boolean isFresh(Instant now, Duration margin) {
    return now.plus(margin).isBefore(expiresAt);
  }

  String toJson() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put(VERSION_KEY, VERSION);
    members.put(ISSUER, issuer);
    members.put(ACCESS_TOKEN, accessToken.reveal());
    members.put(EXPIRES_AT, expiresAt.toString());
    members.put(REFRESH_TOKEN, refreshToken.reveal());
    proofKey.ifPresent(
        key -> members.put(PROOF_KEY, key.revealPrivateJwk(SecretKeyAccess.granted())));
    return JsonText.pretty(json -> JsonText.write(json, members)) + "\n";
  }

  /** What {@link #toJson} wrote; empty if the text is anything else. */
  static Optional<StoredTokens> parse(String text) {
    return JsonText.parseObject(text).flatMap(StoredTokens::of);
  }

  private static Optional<StoredTokens> of(Map<String, @Nullable Object> members) {
    if (members.get(VERSION_KEY) instanceof Number version
        && version.intValue() == VERSION
        && members.get(ISSUER) instanceof String issuer
        && members.get(ACCESS_TOKEN) instanceof String access
        && members.get(EXPIRES_AT) instanceof String expires
        && members.get(REFRESH_TOKEN) instanceof String refresh) {
      try {
        return Optional.of(
            new StoredTokens(
                issuer,
                RawToken.of(access),
                Instant.parse(expires),
                RawToken.of(refresh),
                proofKey(members)));
      } catch (DateTimeException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * Absent: bound to nothing.
   *
   * @throws IllegalArgumentException if there is one that is no key
   */
  private static Optional<SigningKey> proofKey(Map<String, @Nullable Object> members) {
    Object kept = members.get(PROOF_KEY);
    if (kept == null) {
      return Optional.empty();
    }
    if (!(kept instanceof String jwk)) {
      throw new IllegalArgumentException(PROOF_KEY + ": another form");
    }
    return Optional.of(SigningKey.parsePrivateJwk(jwk, SecretKeyAccess.granted()));
  }

  @Override
  public String toString() {
    return "StoredTokens[" + issuer + ", until " + expiresAt + "]";
  }
}
