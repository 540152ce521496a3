package dev.locum.cli.platform;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.Output;
import dev.locum.cli.rpc.RpcFailures;
import dev.locum.protocol.admin.v1.ApplyPlatformRequest;
import dev.locum.protocol.admin.v1.ApplyPlatformResponse;
import dev.locum.settings.tree.TreeParser;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the platform to what a file says. */
@Command(
    name = "apply",
    description =
        "Bring the platform to what a file says: shows the plan, asks, and does all of it or"
            + " nothing. What the file does not name is left as it is.")
public final class ApplyCommand implements Callable<Integer> {

  private static final String STDIN = "-";

  private final CliContext context;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The platform as YAML; - for standard input.")
  private String file = "";

  @Option(names = "--dry-run", description = "Show the plan, and do nothing.")
  private boolean isDryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean isAgreed;

  @Option(
      names = "--prune",
      description =
          "Also remove what the file does not name, unless it is in use; users are disabled.")
  private boolean isPruned;

  @Option(
      names = "--expect",
      paramLabel = "STATE",
      description =
          "Only if the platform is in this state, which a plan shows with -o json. Default: that of"
              + " the plan that is shown.")
  private @Nullable String expected;

  public ApplyCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PlatformFile.Read read = PlatformFile.read(file.equals(STDIN) ? "stdin" : file, text());
    try {
      return apply(read);
    } catch (StatusRuntimeException e) {
      throw read.located(RpcFailures.of(e));
    }
  }

  private int apply(PlatformFile.Read read) {
    Output output = context.output();
    PlanView view = new PlanView(output);
    ApplyPlatformRequest.Builder request =
        ApplyPlatformRequest.newBuilder().setPlatform(read.platform()).setPrune(isPruned);
    if (expected != null) {
      request.setExpectedState(expected);
    }
    ApplyPlatformResponse plan =
        context.administration().applyPlatform(request.clone().setDryRun(true).build());
    boolean isOnlyShown = isDryRun || plan.getChangesCount() == 0;
    if (!output.isJson()) {
      view.show(plan);
    } else if (isOnlyShown) {
      view.showJson(plan, false);
    }
    if (isOnlyShown) {
      return ExitCode.OK.code();
    }
    requireAgreement();
    ApplyPlatformResponse done =
        context.administration().applyPlatform(request.setExpectedState(plan.getState()).build());
    if (output.isJson()) {
      view.showJson(done, true);
    } else {
      output.line("Done.");
    }
    return ExitCode.OK.code();
  }

  private void requireAgreement() {
    if (isAgreed) {
      return;
    }
    if (context.output().isJson()) {
      throw new CliException(
          ExitCode.USAGE,
          "with -o json the plan is not shown before it is done; nothing was done",
          "Say --yes, or --dry-run.");
    }
    if (!context.terminal().streams().terminals().in() || file.equals(STDIN)) {
      throw new CliException(
          ExitCode.USAGE, "nobody can be asked; nothing was done", "Say --yes, or --dry-run.");
    }
    context.output().note("Do this? Type yes:");
    if (!line().equals("yes")) {
      throw new CliException(ExitCode.REFUSED, "not agreed; nothing was done");
    }
  }

  private String line() {
    try {
      StringBuilder line = new StringBuilder();
      InputStream in = context.terminal().streams().in();
      for (int next = in.read();
          next >= 0 && next != '\n' && line.length() < 16;
          next = in.read()) {
        line.append((char) next);
      }
      return line.toString().strip();
    } catch (IOException e) {
      return "";
    }
  }

  private String text() {
    try (InputStream in =
        file.equals(STDIN)
            ? context.terminal().streams().in()
            : Files.newInputStream(Path.of(file))) {
      byte[] read = in.readNBytes(TreeParser.MAX_CHARACTERS + 1);
      if (read.length > TreeParser.MAX_CHARACTERS) {
        throw CliException.usage(file + ": too large (expected: at most 1 MiB)");
      }
      return new String(read, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.usage(file + ": cannot be read");
    }
  }
}
