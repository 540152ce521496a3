package dev.locum.launcher.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PortsTest {

  private static final int MANY = 100;

  /** The lowest port that Linux takes for outgoing connections, unless it is told otherwise. */
  private static final int FIRST_OUTGOING = 32_768;

  /** A topology binds its ports one after another, long after it was given them. */
  @Test
  void free_askedByManyAtOnce_givesNoPortTwice_norOneOfConnections() {
    List<Integer> given =
        IntStream.range(0, MANY)
            .parallel()
            .mapToObj(_ -> all(Ports.free()))
            .flatMap(List::stream)
            .toList();

    assertThat(given).doesNotHaveDuplicates().allMatch(port -> port < FIRST_OUTGOING);
  }

  @Test
  void free_portsThatOthersListenOn_areNotGiven() throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int port : all(Ports.free())) {
        held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
      }

      assertThat(Ports.free().taken(TemporalServer.embedded())).isEmpty();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static List<Integer> all(Ports ports) {
    return Stream.of(
            ports.authGrpc(),
            ports.authHttp(),
            ports.trigger(),
            ports.gateway(),
            ports.temporal(),
            ports.trip(),
            ports.fleet(),
            ports.billing())
        .toList();
  }
}
