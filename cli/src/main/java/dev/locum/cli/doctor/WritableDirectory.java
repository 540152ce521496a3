package dev.locum.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A directory in which a process must write. */
final class WritableDirectory {

  private WritableDirectory() {}

  /** Looks by writing: permissions alone do not know of a full or read-only disk. */
  static Finding look(@Nullable Path directory) {
    if (directory == null || !Files.isDirectory(directory)) {
      return Finding.bad("there is no directory " + directory, "Make it, for its user alone.");
    }
    try {
      Path probe = Files.createTempFile(directory, ".locum-doctor", "");
      try {
        Files.write(probe, new byte[] {1});
      } finally {
        Files.delete(probe);
      }
      return Finding.good(directory + " can be written");
    } catch (IOException e) {
      return Finding.bad(
          directory + " cannot be written",
          "Is the disk full or mounted read-only? Does it belong to the user of the process? Run"
              + " this command as that user.");
    }
  }
}
