package dev.locum.launcher.topology;

import dev.locum.testkit.net.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
   * Ports that are free, all different, and given to no other process of this user's that asks here
   * until this one ends: two topologies that start at once do not take each other's.
   *
   * @throws IllegalStateException if the machine has none
   */
  public static Ports free() {
    return new Ports(
        FreePort.find(),
        FreePort.find(),
        FreePort.find(),
        FreePort.find(),
        FreePort.find(),
        FreePort.find(),
        FreePort.find(),
        FreePort.find());
  }
}
