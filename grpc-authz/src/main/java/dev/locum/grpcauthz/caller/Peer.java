package dev.locum.grpcauthz.caller;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Who is at the other end of the connection, by what the transport knows and no header can say.
 *
 * @param address the peer's address; empty: not known
 * @param certificates the chain that the peer proved in the TLS handshake, its own first; empty:
 *     none
 */
public record Peer(Optional<SocketAddress> address, List<X509Certificate> certificates) {

  private static final Peer UNKNOWN = new Peer(Optional.empty(), List.of());

  /** The class of Netty's address, which this library does not depend on. */
  private static final String NETTY_DOMAIN_SOCKET = "io.netty.channel.unix.DomainSocketAddress";

  /** Copies the chain. */
  public Peer {
    certificates = List.copyOf(certificates);
  }

  /** A peer of whom nothing is known. */
  public static Peer unknown() {
    return UNKNOWN;
  }

  /** Whether it is on this machine: a loopback address or a Unix socket. */
  public boolean isLocal() {
    return address.filter(Peer::isLocal).isPresent();
  }

  private static boolean isLocal(SocketAddress address) {
    if (address instanceof InetSocketAddress place) {
      return !place.isUnresolved() && place.getAddress().isLoopbackAddress();
    }
    return address instanceof UnixDomainSocketAddress
        || address.getClass().getName().equals(NETTY_DOMAIN_SOCKET);
  }
}
