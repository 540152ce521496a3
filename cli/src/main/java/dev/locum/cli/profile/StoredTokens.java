package dev.locum.cli.profile;

import dev.locum.cli.output.JsonText;
import dev.locum.token.RawToken;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a login. {@code toString} shows none of them.
 *
 * @param issuer who issued them, and the only one to whom the refresh token may be shown
 * @param accessToken the access token
 * @param expiresAt when the access token expires
 * @param refreshToken the refresh token
 */
public record StoredTokens(
    String issuer, RawToken accessToken, Instant expiresAt, RawToken refreshToken) {

  private static final int VERSION = 1;
  private static final String VERSION_KEY = "v";
  private static final String ISSUER = "issuer";
  private static final String ACCESS_TOKEN = "access_token";
  private static final String EXPIRES_AT = "access_token_expires_at";
  private static final String REFRESH_TOKEN = "refresh_token";

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
                issuer, RawToken.of(access), Instant.parse(expires), RawToken.of(refresh)));
      } catch (DateTimeException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "StoredTokens[" + issuer + ", until " + expiresAt + "]";
  }
}
