package dev.locum.gateway.wire;

import dev.locum.gateway.caller.Connection;
import dev.locum.gateway.caller.Credential;
import dev.locum.token.proof.CertificateThumbprint;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Reads the certificate of a connection once, when its handshake is done. */
final class ConnectionProof extends ServerTransportFilter {

  static final Attributes.Key<Connection> CONNECTION = Attributes.Key.create("locum-connection");

  /** Bytes of an IPv6 address that name a network (RFC 4291 §2.5.4). */
  private static final int IPV6_NETWORK = 8;

  private final TrustDomains trustDomains;

  ConnectionProof(TrustDomains trustDomains) {
    this.trustDomains = trustDomains;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    Connection connection =
        new Connection(
            proof(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION)), network(client(attributes)));
    return attributes.toBuilder().set(CONNECTION, connection).build();
  }

  private static @Nullable InetAddress client(Attributes attributes) {
    InetAddress proxied = attributes.get(ProxyProtocol.CLIENT);
    if (proxied != null) {
      return proxied;
    }
    return attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress remote
        ? remote.getAddress()
        : null;
  }

  /** Of IPv6 the network: whoever has one address has all of them. */
  private static String network(@Nullable InetAddress client) {
    if (client == null) {
      return "";
    }
    byte[] bytes = client.getAddress();
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, IPV6_NETWORK));
  }

  private Optional<Credential> proof(@Nullable SSLSession session) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      List<X509Certificate> chain = chain(session.getPeerCertificates());
      X509Certificate leaf = chain.get(0);
      Optional<Credential> svid =
          trustDomains.spiffeId(chain).map(id -> new Credential.Svid(id, notAfter(leaf)));
      return svid.isPresent()
          ? svid
          : Optional.of(
              new Credential.Certificate(CertificateThumbprint.of(leaf).value(), notAfter(leaf)));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that TLS has accepted", e);
    }
  }

  private static List<X509Certificate> chain(Certificate[] certificates) {
    return List.of(certificates).stream().map(X509Certificate.class::cast).toList();
  }

  /**
   * A certificate tells its times in a type that is banned here; this prints it in milliseconds.
   */
  private static Instant notAfter(X509Certificate leaf) {
    return Instant.ofEpochMilli(
        Long.parseLong(String.format(Locale.ROOT, "%tQ", leaf.getNotAfter())));
  }
}
