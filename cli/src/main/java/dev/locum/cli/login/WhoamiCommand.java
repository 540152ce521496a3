package dev.locum.cli.login;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.profile.StoredTokens;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says as whom one is logged in. */
@Command(name = "whoami", description = "Say as whom you are logged in, where, and until when.")
public final class WhoamiCommand implements Callable<Integer> {

  private final CliContext context;

  public WhoamiCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    StoredTokens tokens = context.session().tokens();
    new Identity(context.profile().name(), tokens).print(context.output());
    return ExitCode.OK.code();
  }
}
