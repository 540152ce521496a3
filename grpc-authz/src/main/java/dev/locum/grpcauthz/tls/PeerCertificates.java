package dev.locum.grpcauthz.tls;

import dev.locum.token.Incubating;
import io.grpc.Attributes;
import io.grpc.Grpc;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that the client of a call proved in the handshake of its connection: it holds
 * the key of the first one. Who vouches for them is what the server's trust manager says, and for
 * {@link AnyClient} nobody does.
 */
@Incubating
public final class PeerCertificates {

  private PeerCertificates() {}

  /**
   * Reads them.
   *
   * @param attributes of the call's transport
   * @return the client's own first; empty: it showed none, or the connection has no TLS
   */
  public static List<X509Certificate> of(Attributes attributes) {
    return of(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
  }

  private static List<X509Certificate> of(@Nullable SSLSession session) {
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
