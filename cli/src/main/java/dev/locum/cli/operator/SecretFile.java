package dev.locum.cli.operator;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.profile.OwnerOnly;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Files for secrets that are answered once: for their owner alone, and never one that is there. */
final class SecretFile {

  private SecretFile() {}

  /**
   * Asks for a secret and writes it into a new file.
   *
   * @throws CliException {@code USAGE} if the file is there already or cannot be written; then
   *     nothing was asked for
   */
  static void fill(Path file, Supplier<String> secret) {
    // A file that cannot be written must not cost a secret that nobody knows then.
    writeNew(file, "");
    try {
      write(file, secret.get());
    } catch (RuntimeException e) {
      delete(file);
      throw e;
    }
  }

  /**
   * Writes a new file.
   *
   * @throws CliException {@code USAGE} if it is there already, even since a moment ago, or cannot
   *     be written
   */
  static void writeNew(Path file, String text) {
    try {
      OwnerOnly.writeNew(file, text);
    } catch (FileAlreadyExistsException e) {
      throw CliException.usage(file + ": is there already (expected: a new file)");
    } catch (IOException e) {
      throw CliException.usage(file + ": cannot be written");
    }
  }

  private static void write(Path file, String text) {
    try {
      OwnerOnly.write(file, text);
    } catch (IOException e) {
      throw CliException.usage(file + ": cannot be written");
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ignored) {
      // It is empty.
    }
  }
}
