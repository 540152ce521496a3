package dev.locum.grpcauthz.server;

import dev.locum.grpcauthz.caller.Peer;
import io.grpc.Attributes;
import io.grpc.Grpc;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Reads the peer of a call from what its transport says. */
final class CallPeers {

  private CallPeers() {}

  static Peer of(Attributes attributes) {
    return new Peer(
        Optional.ofNullable(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
        chain(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION)));
  }

  private static List<X509Certificate> chain(@Nullable SSLSession session) {
    if (session == null) {
      return List.of();
    }
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : session.getPeerCertificates()) {
        if (!(certificate instanceof X509Certificate x509)) {
          return List.of();
        }
        chain.add(x509);
      }
      return chain;
    } catch (SSLPeerUnverifiedException e) {
      // The client showed none, which is an answer and no fault.
      return List.of();
    }
  }
}
