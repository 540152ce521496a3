package dev.locum.cli.bootstrap;

import dev.locum.cli.LocumCommand;
import dev.locum.cli.context.CliContext;
import dev.locum.cli.reference.CliReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code cli.md} into the directory that is given. */
public final class WriteCliReference {

  private WriteCliReference() {}

  public static void main(String[] args) throws IOException {
    try (CliContext context = new CliContext(ProcessTerminal.open())) {
      Files.writeString(
          Path.of(args[0], "cli.md"), CliReference.write(LocumCommand.create().model(context)));
    }
  }
}
