package dev.locum.cli.profile;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The file with the tokens of a profile: mode 0600 in a directory of mode 0700.
 *
 * <p><b>Security guarantees</b>: it is never written with wider permissions, not even for a moment;
 * it is not used if it has wider ones, is a symbolic link or is no regular file. <b>Not
 * guaranteed</b>: that nobody has read it while it had.
 */
public final class TokenFile {

  private static final int MAX_LENGTH = 64 * 1024;
  private static final int LOCK_TRIES = 1_500;
  private static final long LOCK_PAUSE_NANOS = 20_000_000;

  private final Path directory;
  private final Path file;

  private TokenFile(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("tokens.json");
  }

  static TokenFile in(Path directory) {
    return new TokenFile(directory);
  }

  public Path path() {
    return file;
  }

  /**
   * The tokens; empty if nobody is logged in.
   *
   * @throws CliException {@code REFUSED} if the file must not be used; its message says why
   */
  public Optional<StoredTokens> read() {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      requirePrivate();
      if (Files.size(file) > MAX_LENGTH) {
        throw unusable("it is too large");
      }
      return Optional.of(
          StoredTokens.parse(Files.readString(file))
              .orElseThrow(() -> unusable("it is not a token file of this release")));
    } catch (IOException e) {
      throw unusable("it cannot be read");
    }
  }

  private void requirePrivate() throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw unusable("it is a link or no regular file");
    }
    if (!OwnerOnly.isPrivate(file)) {
      throw new CliException(
          ExitCode.REFUSED,
          file + " is not used: others than its owner may read or change it",
          "Whoever could read it may act as you: `locum logout` after `chmod 600 "
              + file
              + "`, then log in.");
    }
  }

  /** Writes the tokens, in the place of those before. */
  public void write(StoredTokens tokens) {
    try {
      OwnerOnly.makeDirectory(directory);
      OwnerOnly.write(file, tokens.toJson());
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, file + " cannot be written");
    }
  }

  /** Removes the tokens; answers whether there were any. */
  public boolean delete() {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, file + " cannot be removed");
    }
  }

  /**
   * Does something while no other command of this user does: two that refreshed at once would show
   * one refresh token twice, and the auth service would have to take that for a theft.
   */
  public <T> T alone(Supplier<T> work) {
    Path lock = directory.resolve("tokens.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = acquire(channel)) {
      if (held == null) {
        throw new CliException(
            ExitCode.UNAVAILABLE, "another command holds " + lock, "Try again when it has ended.");
      }
      return work.get();
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, lock + " cannot be used");
    }
  }

  /** Waits for the lock, also for one of this very process; null after half a minute. */
  private static @Nullable FileLock acquire(FileChannel channel) throws IOException {
    for (int i = 0; i < LOCK_TRIES; i++) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // Held by another thread: the same as by another process.
      }
      LockSupport.parkNanos(LOCK_PAUSE_NANOS);
    }
    return null;
  }

  private CliException unusable(String why) {
    return new CliException(
        ExitCode.REFUSED, file + " is not used: " + why, "Remove it and log in again.");
  }
}
