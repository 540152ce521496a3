package dev.locum.cli.platform;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.cli.output.MessageJson;
import dev.locum.cli.output.Output;
import dev.locum.protocol.admin.v1.ExportPlatformRequest;
import dev.locum.protocol.admin.v1.Platform;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Writes the platform as a file. */
@Command(
    name = "export",
    description =
        "Write the platform as the YAML that `locum apply` takes: without passwords, API keys and"
            + " operators. Applied where it came from, it changes nothing.")
public final class ExportCommand implements Callable<Integer> {

  private final CliContext context;

  public ExportCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Platform platform =
        context
            .administration()
            .exportPlatform(ExportPlatformRequest.getDefaultInstance())
            .getPlatform();
    Output output = context.output();
    if (output.isJson()) {
      output.json(json -> MessageJson.write(json, platform));
    } else {
      PlatformText.of(platform).lines().forEach(output::line);
    }
    return ExitCode.OK.code();
  }
}
