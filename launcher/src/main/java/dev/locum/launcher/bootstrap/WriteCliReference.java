package dev.locum.launcher.bootstrap;

import dev.locum.cli.bootstrap.ProcessTerminal;
import dev.locum.cli.context.CliContext;
import dev.locum.cli.reference.CliReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code cli.md}, with the launcher's commands, into the directory that is given. */
public final class WriteCliReference {

  private WriteCliReference() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0], "cli.md"), reference());
  }

  /** The whole page. */
  public static String reference() {
    try (CliContext context = new CliContext(ProcessTerminal.open())) {
      return CliReference.write(Main.commands().model(context));
    }
  }
}
