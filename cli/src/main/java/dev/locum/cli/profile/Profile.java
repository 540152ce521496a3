package dev.locum.cli.profile;

import dev.locum.settings.CliSettings;
import java.net.URI;
import java.nio.file.Path;

/**
 * One installation as the command line knows it.
 *
 * @param name its name
 * @param directory its directory
 * @param settings where its servers are
 */
public record Profile(String name, Path directory, CliSettings settings) {

  /** The auth service's HTTP address, as tokens name it. */
  public URI issuer() {
    return settings.issuer();
  }

  /** Where its tokens are. */
  public TokenFile tokenFile() {
    return TokenFile.in(directory);
  }
}
