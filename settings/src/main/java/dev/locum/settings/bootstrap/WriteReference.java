package dev.locum.settings.bootstrap;

import dev.locum.settings.reference.JsonSchema;
import dev.locum.settings.reference.MarkdownReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes {@code configuration.md} and {@code locum.schema.json} into a directory. */
public final class WriteReference {

  private WriteReference() {}

  /** Takes one argument: the directory, which must exist. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "arguments: " + arguments.length + " (expected: a directory)");
    }
    write(Path.of(arguments[0]));
  }

  /** Writes both files. */
  public static void write(Path directory) throws IOException {
    Files.writeString(directory.resolve("configuration.md"), MarkdownReference.write());
    Files.writeString(directory.resolve("locum.schema.json"), JsonSchema.write());
  }
}
