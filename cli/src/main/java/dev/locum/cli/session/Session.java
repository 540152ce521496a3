package dev.locum.cli.session;

import dev.locum.cli.oauth.OAuthClient;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.profile.Profile;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.cli.profile.TokenFile;
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

  private StoredTokens refreshed() {
    // Another command may have refreshed while this one waited for the lock.
    StoredTokens stored = stored();
    if (stored.isFresh(clock.instant(), MARGIN)) {
      return stored;
    }
    TokenFile file = profile.tokenFile();
    Optional<StoredTokens> fresh = oauth.apply(profile).refresh(stored.refreshToken());
    if (fresh.isEmpty()) {
      file.delete();
      throw new CliException(ExitCode.LOGIN_NEEDED, "the session has ended", LOGIN);
    }
    file.write(fresh.get());
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
