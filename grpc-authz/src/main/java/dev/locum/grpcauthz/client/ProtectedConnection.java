package dev.locum.grpcauthz.client;

import io.grpc.CallCredentials.RequestInfo;
import io.grpc.Grpc;
import io.grpc.SecurityLevel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Which connections a secret may be put onto. */
final class ProtectedConnection {

  private ProtectedConnection() {}

  /**
   * Whether the connection of a call has privacy and integrity, or leads to this machine and that
   * was allowed.
   */
  static boolean mayCarrySecrets(RequestInfo call, boolean loopbackAllowed) {
    if (call.getSecurityLevel() == SecurityLevel.PRIVACY_AND_INTEGRITY) {
      return true;
    }
    SocketAddress peer = call.getTransportAttrs().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return loopbackAllowed
        && peer instanceof InetSocketAddress place
        && !place.isUnresolved()
        && place.getAddress().isLoopbackAddress();
  }
}
