package dev.locum.cli.session;

import dev.locum.cli.oauth.OAuthClient;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.profile.Profile;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.token.RawToken;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The login of a profile. */
public final class Session {

  /**
   * What is left must be enough for the call that is about to be made, on a clock that is a little
   * off.
   */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private static final String LOGIN = "Log in with `locum login`.";

  private final Profile profile;
  private final Function<Profile, OAuthClient> oauth;
  private final Clock clock;

  /**
   * A session.
   *
   * @param oauth makes the client when a refresh needs it
   */
  public Session(Profile profile, Function<Profile, OAuthClient> oauth, Clock clock) {
    this.profile = profile;
    this.oauth = oauth;
    this.clock = clock;
  }

  /** Whether there are tokens of a user, whatever they are worth. */
  public boolean isLoggedIn() {
    return profile.tokenFile().read().isPresent();
  }

  /**
   * An access token that counts for a while yet.
   *
   * @throws CliException {@code LOGIN_NEEDED} if nobody is logged in or the session has ended
   */
  public RawToken accessToken() {
    return tokens().accessToken();
  }

  /** The tokens with an access token that counts for a while yet. */
  public StoredTokens tokens() {
    StoredTokens stored = stored();
    return stored.isFresh(clock.instant(), MARGIN)
        ? stored
        : profile.tokenFile().alone(this::refreshed);
  }

  /**
   * A token with which the user calls one service, and nothing else. It is not kept; the refresh
   * token that came with it is.
   *
   * @throws CliException {@code LOGIN_NEEDED} if nobody is logged in or the session has ended;
   *     {@code REFUSED} if users get no tokens for the service
   */
  public StoredTokens tokensFor(String service) {
    return profile
        .tokenFile()
        .alone(() -> {
          StoredTokens stored = stored();
          StoredTokens fresh = kept(oauth.apply(profile).refreshFor(service, stored));
          profile
              .tokenFile()
              .write(
                  new StoredTokens(
                      stored.issuer(),
                      stored.accessToken(),
                      stored.expiresAt(),
                      fresh.refreshToken(),
                      fresh.proofKey()));
          return fresh;
        });
  }

  private StoredTokens refreshed() {
    // Another command may have refreshed while this one waited for the lock.
    StoredTokens stored = stored();
    if (stored.isFresh(clock.instant(), MARGIN)) {
      return stored;
    }
    StoredTokens fresh = kept(oauth.apply(profile).refresh(stored));
    profile.tokenFile().write(fresh);
    return fresh;
  }

  /** Without fresh tokens the session has ended, and those that there are count no more. */
  private StoredTokens kept(Optional<StoredTokens> fresh) {
    if (fresh.isEmpty()) {
      profile.tokenFile().delete();
      throw new CliException(ExitCode.LOGIN_NEEDED, "the session has ended", LOGIN);
    }
    return fresh.get();
  }

  private StoredTokens stored() {
    StoredTokens stored =
        profile
            .tokenFile()
            .read()
            .orElseThrow(() ->
                new CliException(
                    ExitCode.LOGIN_NEEDED,
                    "nobody is logged in to profile " + profile.name(),
                    LOGIN));
    if (!stored.issuer().equals(profile.issuer().toString())) {
      throw new CliException(
          ExitCode.REFUSED,
          "the tokens of profile "
              + profile.name()
              + " are of another issuer than the profile names",
          "They were shown to nobody. Restore `issuer`, or log in anew.");
    }
    return stored;
  }
}
