package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.output.Printable;
import dev.locum.cli.profile.OwnerOnly;
import dev.locum.cli.profile.Profile;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.PeerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of the profile. */
final class FileChecks {

  private final CliContext context;

  private FileChecks(CliContext context) {
    this.context = context;
  }

  /** Without a profile nothing else of it can be looked at. */
  static Check profile(CliContext context) {
    return new Check("profile", new FileChecks(context)::profile);
  }

  static List<Check> all(CliContext context) {
    FileChecks checks = new FileChecks(context);
    return List.of(
        new Check("profile directory", checks::directory), new Check("login", checks::login));
  }

  private Finding profile() {
    Profile profile = context.profile();
    boolean isPlaintext =
        Stream.of(profile.settings().authService(), profile.settings().trigger())
            .flatMap(Optional::stream)
            .map(PeerSettings::transport)
            .anyMatch(ClientTransport.Insecure.class::isInstance);
    String found = profile.name() + " in " + profile.directory();
    return isPlaintext || profile.issuer().getScheme().equals("http")
        ? Finding.care(
            found, "A connection of it is not encrypted: only for development on one machine.")
        : Finding.good(found);
  }

  private Finding directory() {
    Profile profile = context.profile();
    try {
      return OwnerOnly.isPrivate(profile.directory())
          ? Finding.good("only its owner may enter")
          : Finding.bad(
              "others may enter " + profile.directory(), "chmod 700 " + profile.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Finding login() {
    Profile profile = context.profile();
    Optional<StoredTokens> tokens = profile.tokenFile().read();
    if (tokens.isEmpty()) {
      return Finding.care("nobody is logged in", "Log in with `locum login`.");
    }
    if (!tokens.get().issuer().equals(profile.issuer().toString())) {
      return Finding.bad(
          "the tokens are of another issuer than the profile names",
          "`locum logout`, then log in anew.");
    }
    return Finding.good("access token until " + Printable.time(tokens.get().expiresAt()));
  }
}
