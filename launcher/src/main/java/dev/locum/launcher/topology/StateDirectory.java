package dev.locum.launcher.topology;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory in which one topology keeps its configuration, secrets, stores and logs.
 * Directories are made for the owner alone (0700), secrets as well (0600).
 *
 * @param root an absolute path
 */
public record StateDirectory(Path root) {

  /** Makes the directory if it is not there. */
  public static StateDirectory at(Path root) throws IOException {
    StateDirectory state = new StateDirectory(root.toAbsolutePath().normalize());
    state.directory(".");
    return state;
  }

  /** A directory below this one, made if it is not there. */
  public Path directory(String name) throws IOException {
    Path directory = root.resolve(name).normalize();
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return directory;
  }

  public Path file(String name) {
    return root.resolve(name);
  }

  public boolean has(String name) {
    return Files.exists(file(name));
  }

  /** Writes a file that only the owner can read, whole or not at all. */
  public Path writePrivate(String name, String text) throws IOException {
    Path file = file(name);
    directory(root.relativize(file.getParent()).toString());
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(draft, text, StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  /** Removes the files of a directory below this one; nothing if there is none. */
  void clear(String name) throws IOException {
    if (has(name)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(file(name))) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
  }

  public String read(String name) throws IOException {
    return Files.readString(file(name)).strip();
  }
}
