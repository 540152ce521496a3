package dev.locum.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports for processes that must be told one beforehand. Whoever can bind port 0 and ask afterwards
 * does that instead, since another process may take a free port first.
 */
public final class FreePort {

  private FreePort() {}

  /** A port on loopback that nobody listened on a moment ago. */
  public static int find() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    }
  }
}
