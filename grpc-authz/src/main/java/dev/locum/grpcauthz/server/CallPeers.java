package dev.locum.grpcauthz.server;

import dev.locum.grpcauthz.caller.Peer;
import dev.locum.grpcauthz.tls.PeerCertificates;
import io.grpc.Attributes;
import io.grpc.Grpc;
import java.util.Optional;

/** Reads the peer of a call from what its transport says. */
final class CallPeers {

  private CallPeers() {}

  static Peer of(Attributes attributes) {
    return new Peer(
        Optional.ofNullable(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
        PeerCertificates.of(attributes));
  }
}
