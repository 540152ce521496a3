package dev.locum.authservice.diagnosis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Where an SQLite file is. It locks its file and shares memory beside it, which a network file
 * system does not do reliably; and what only memory holds is gone with the machine.
 */
final class LocalDisk {

  private static final String SUBJECT = "store.sqlite";

  /** As Linux calls them in {@code /proc/mounts}; those of FUSE begin with {@code fuse.}. */
  private static final Set<String> NETWORK =
      Set.of(
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "9p",
          "virtiofs",
          "afs",
          "ceph",
          "glusterfs",
          "lustre",
          "gfs2",
          "ocfs2",
          "beegfs",
          "gpfs",
          "davfs",
          "ncpfs",
          "vboxsf",
          "prl_fs");

  private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

  private LocalDisk() {}

  static Diagnosis look(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return Diagnosis.wrong(
          SUBJECT, "there is no directory " + directory, "Make it, for its user alone.");
    }
    try {
      if (Files.exists(file) && !isOwn(file)) {
        return Diagnosis.wrong(
            SUBJECT,
            file + " belongs to " + Files.getOwner(file),
            "Run this command, and the auth service, as that user.");
      }
      return kind(directory, Files.getFileStore(directory).type());
    } catch (IOException e) {
      return Diagnosis.care(
          SUBJECT, "the disk of " + directory + " cannot be told", "It must be a local one.");
    }
  }

  /** Whether a file that is made here, now, would have the same owner. */
  private static boolean isOwn(Path file) {
    return Files.isWritable(file)
        && ProcessHandle.current().info().user().map(user -> user.equals(owner(file))).orElse(true);
  }

  private static String owner(Path file) {
    try {
      return Files.getOwner(file).getName();
    } catch (IOException e) {
      return "";
    }
  }

  /** What a file system of this type is good for. */
  static Diagnosis kind(Path directory, String type) {
    String name = type.toLowerCase(Locale.ROOT);
    if (NETWORK.contains(name) || name.startsWith("fuse.")) {
      return Diagnosis.wrong(
          SUBJECT,
          directory + " is on a network file system (" + type + ")",
          "SQLite loses writes there: put the file on a local disk, or use PostgreSQL.");
    }
    if (MEMORY.contains(name)) {
      return Diagnosis.care(
          SUBJECT,
          directory + " is in memory (" + type + ")",
          "Everything is gone after a restart of the machine: put the file on a disk.");
    }
    return Diagnosis.sound(SUBJECT, directory + " is on a local file system (" + type + ")");
  }
}
