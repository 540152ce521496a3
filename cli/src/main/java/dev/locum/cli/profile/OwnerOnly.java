package dev.locum.cli.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Files and directories that only their owner can read. */
public final class OwnerOnly {

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private OwnerOnly() {}

  /**
   * Whether nobody but the owner has any permission. Where the file system knows no POSIX
   * permissions this is not checked, and true.
   */
  public static boolean isPrivate(Path path) throws IOException {
    if (!isPosix()) {
      return true;
    }
    return Collections.disjoint(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS), OTHERS);
  }

  /** Makes the directory and those above it; what is there already stays as it is. */
  public static void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(directory, attributes("rwx------"));
  }

  /**
   * Writes a file that is not there yet.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it is there
   */
  public static void writeNew(Path file, String text) throws IOException {
    Files.createFile(file, attributes("rw-------"));
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the file anew: it is never half written, and never readable by others. */
  public static void write(Path file, String text) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path next = Files.createTempFile(directory, ".next", "", attributes("rw-------"));
    try {
      Files.write(next, text.getBytes(StandardCharsets.UTF_8));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  private static FileAttribute<?>[] attributes(String permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
