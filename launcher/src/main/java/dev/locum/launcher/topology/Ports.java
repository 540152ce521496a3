package dev.locum.launcher.topology;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the parts listen on loopback.
 *
 * @param authGrpc the auth service's gRPC
 * @param authHttp the auth service's HTTP
 * @param trigger the trigger
 * @param gateway the gateway before Temporal
 * @param temporal the embedded Temporal
 * @param trip the trip service
 * @param fleet the fleet service
 * @param billing the billing service
 */
public record Ports(
    int authGrpc,
    int authHttp,
    int trigger,
    int gateway,
    int temporal,
    int trip,
    int fleet,
    int billing) {

  /** The documented ports; only one topology at a time can have them. */
  public static Ports documented() {
    return new Ports(7420, 7421, 7430, 7440, 7233, 7461, 7462, 7463);
  }

  /**
   * This port and those after it.
   *
   * @throws IllegalArgumentException if it is outside 1024 to 65528
   */
  public static Ports from(int first) {
    if (first < 1024 || first > 65_528) {
      throw new IllegalArgumentException("ports: " + first + " (expected: 1024 to 65528)");
    }
    return new Ports(
        first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6, first + 7);
  }

  /**
   * Those of the ports that somebody else holds now, in ascending order. One that is free now may
   * be taken a moment later; starting fails then. That of a Temporal of somebody's is not asked
   * for.
   */
  public List<Integer> taken(TemporalServer server) {
    IntStream ours = IntStream.of(authGrpc, authHttp, trigger, gateway, trip, fleet, billing);
    IntStream all =
        server instanceof TemporalServer.Embedded
            ? IntStream.concat(ours, IntStream.of(temporal))
            : ours;
    return all.filter(Ports::isTaken).sorted().boxed().toList();
  }

  private static boolean isTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // What just ended may linger; servers may take its port all the same.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Ports that are free now, all different.
   *
   * @throws IOException if the machine has none
   */
  public static Ports free() throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      int[] ports = new int[8];
      for (int i = 0; i < ports.length; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        ports[i] = socket.getLocalPort();
      }
      return new Ports(
          ports[0], ports[1], ports[2], ports[3], ports[4], ports[5], ports[6], ports[7]);
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
