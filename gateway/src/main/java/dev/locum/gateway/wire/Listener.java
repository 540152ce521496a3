package dev.locum.gateway.wire;

import dev.locum.settings.value.Network;
import io.grpc.ServerCredentials;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where connections come in, and what is believed of them.
 *
 * @param bind where it listens
 * @param credentials how connections are protected
 * @param trustDomains whose SVIDs are accepted
 * @param balancers networks of load balancers that say where each client is; empty: there are none
 */
public record Listener(
    InetSocketAddress bind,
    ServerCredentials credentials,
    TrustDomains trustDomains,
    List<Network> balancers) {

  public Listener {
    balancers = List.copyOf(balancers);
  }
}
