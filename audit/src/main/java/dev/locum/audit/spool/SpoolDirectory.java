package dev.locum.audit.spool;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of a spool, held by one process at a time; readable by their owner only. */
final class SpoolDirectory implements Closeable {

  private static final Pattern SEGMENT = Pattern.compile("segment-(\\d{12})\\.jsonl");
  private static final Pattern MARK =
      Pattern.compile("(\\d{1,18}) (\\d{1,18}) (\\d{1,9}) ([0-9a-f]{8})\n");
  private static final String LOCK = "lock";
  private static final String ACKNOWLEDGED = "acknowledged";

  private final Path directory;
  private final FileChannel lockChannel;

  private SpoolDirectory(Path directory, FileChannel lockChannel) {
    this.directory = directory;
    this.lockChannel = lockChannel;
  }

  /**
   * Makes the directory if it is absent and takes its lock, which the end of the process gives
   * back.
   *
   * @throws IOException if that fails, or if another spool holds the lock
   */
  static SpoolDirectory open(Path directory) throws IOException {
    Files.createDirectories(directory, ownerOnly("rwx------"));
    Path lock = directory.resolve(LOCK);
    createIfAbsent(lock);
    FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
    if (!tryLock(channel)) {
      channel.close();
      throw new IOException("spool " + directory + " is used by another process");
    }
    return new SpoolDirectory(directory, channel);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The segments by number, with their lengths in bytes. */
  SortedMap<Long, Long> segments() throws IOException {
    SortedMap<Long, Long> lengths = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher name = SEGMENT.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          lengths.put(Long.valueOf(name.group(1)), Files.size(file));
        }
      }
    }
    return lengths;
  }

  File segment(long number) {
    return directory.resolve(String.format(Locale.ROOT, "segment-%012d.jsonl", number)).toFile();
  }

  /** Makes an empty segment; its name is on the disk when this returns. */
  void createSegment(long number) throws IOException {
    createIfAbsent(segment(number).toPath());
    // An interrupted thread could not use a channel, yet it must be able to record what it does.
    boolean isInterrupted = Thread.interrupted();
    try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
      entries.force(true);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void deleteSegment(long number) throws IOException {
    Files.deleteIfExists(segment(number).toPath());
  }

  /** Up to where events were acknowledged; empty if that is not known, and so nothing was. */
  Optional<SpoolPosition> acknowledged() throws IOException {
    Path file = directory.resolve(ACKNOWLEDGED);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // Whatever octets a damaged file holds.
    Matcher mark = MARK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    if (!mark.matches()) {
      return Optional.empty();
    }
    SpoolPosition position =
        new SpoolPosition(
            Long.parseLong(mark.group(1)),
            Long.parseLong(mark.group(2)),
            Integer.parseInt(mark.group(3)));
    return mark(position).equals(mark.group()) ? Optional.of(position) : Optional.empty();
  }

  /** Remembers the place; a loss of power may forget it, then events are shipped again. */
  void acknowledge(SpoolPosition position) throws IOException {
    Path next = directory.resolve(ACKNOWLEDGED + ".next");
    createIfAbsent(next);
    try (RandomAccessFile file = new RandomAccessFile(next.toFile(), "rw")) {
      file.setLength(0);
      file.writeBytes(mark(position));
    }
    Files.move(next, directory.resolve(ACKNOWLEDGED), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String mark(SpoolPosition position) {
    String text = position.segment() + " " + position.offset() + " " + position.index();
    return text + " " + SpoolLine.checksum(text) + "\n";
  }

  private static void createIfAbsent(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file, ownerOnly("rw-------"));
    }
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  @Override
  public void close() throws IOException {
    lockChannel.close();
  }
}
