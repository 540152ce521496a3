package dev.locum.cli.login;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.profile.StoredTokens;
import dev.locum.cli.profile.TokenFile;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Ends the session at the auth service and removes the tokens here. */
@Command(name = "logout", description = "End the session and remove its tokens from this machine.")
public final class LogoutCommand implements Callable<Integer> {

  private final CliContext context;

  public LogoutCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    TokenFile file = context.profile().tokenFile();
    Optional<StoredTokens> tokens = file.read();
    if (tokens.isEmpty()) {
      context.output().note("nobody was logged in");
      return ExitCode.OK.code();
    }
    // Here first: whatever the auth service answers, this machine has no token any more.
    file.delete();
    end(tokens.get());
    context.output().note("logged out");
    return ExitCode.OK.code();
  }

  private void end(StoredTokens tokens) {
    if (!tokens.issuer().equals(context.profile().issuer().toString())) {
      throw new CliException(
          ExitCode.REFUSED,
          "the tokens were of another issuer than the profile names; they are removed here",
          "Their session ends by itself.");
    }
    try {
      context.oauth().revoke(tokens.refreshToken());
    } catch (CliException e) {
      throw new CliException(
          e.exit(),
          "the tokens are removed here, but the session could not be ended: " + e.getMessage(),
          "It ends by itself; an administrator can end it at once.");
    }
  }
}
