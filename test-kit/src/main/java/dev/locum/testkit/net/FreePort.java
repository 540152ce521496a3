package dev.locum.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that must be told one beforehand. Whoever can bind port 0 and ask afterwards
 * does that instead, since somebody else may take a free port first.
 *
 * <p>Not another test or topology: a port is given once by all JVMs of a user together, until the
 * one that got it ends. Nor an outgoing connection: the ports lie below those that systems take for
 * them.
 *
 * <p>Safe for use by many threads.
 */
public final class FreePort {

  /** Below it scripts are given theirs: {@code scripts/free-ports}. */
  static final int FIRST = 12_000;

  private static final int LAST = 32_000;

  /** Bounds the search on a machine where somebody listens everywhere. */
  private static final int ATTEMPTS = 1_000;

  private static final BitSet MINE = new BitSet(LAST);

  private FreePort() {}

  /** A port on loopback that nobody listens on and that nobody else is given. */
  public static int find() {
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
        if (claim(port) && isFree(port)) {
          return port;
        }
      }
      throw new IllegalStateException("no free port on loopback: " + FIRST + " to " + LAST);
    } catch (IOException e) {
      throw new UncheckedIOException("ports cannot be claimed: " + Claims.FILE, e);
    }
  }

  private static synchronized boolean claim(int port) throws IOException {
    if (MINE.get(port) || Claims.CHANNEL.tryLock(port, 1, false) == null) {
      return false;
    }
    MINE.set(port);
    return true;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** One file for all JVMs: who has locked the byte at a port's number has the port. */
  private static final class Claims {

    static final Path FILE =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "locum-test-ports-" + System.getProperty("user.name"));

    /** Never closed: closing it, or another of the same file, gives all locks back. */
    static final FileChannel CHANNEL = open();

    private Claims() {}

    private static FileChannel open() {
      try {
        return FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw new UncheckedIOException("ports cannot be claimed: " + FILE, e);
      }
    }
  }
}
