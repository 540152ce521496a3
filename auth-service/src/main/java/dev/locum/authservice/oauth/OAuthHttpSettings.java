package dev.locum.authservice.oauth;

import dev.locum.authservice.oauth.metadata.MutualTls;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What the HTTP server is told.
 *
 * @param bind where it listens; port 0: a free one
 * @param transport how it is reached; there is no default
 * @param issuer the public URL under which everybody reaches it, also through a proxy
 * @param trustDomain the audience of delegation tokens
 * @param forCertificates where connections are asked for a client certificate; absent: nowhere
 */
public record OAuthHttpSettings(
    InetSocketAddress bind,
    Transport transport,
    Issuer issuer,
    Audience trustDomain,
    Optional<ForCertificates> forCertificates) {

  /**
   * A second address, for clients alone: a browser that is asked for a certificate asks its user.
   *
   * @param bind where it listens; port 0: a free one
   * @param context takes every certificate of which the client holds the key; who vouches for it is
   *     decided for each client
   * @param published what the metadata say of it
   */
  public record ForCertificates(InetSocketAddress bind, SSLContext context, MutualTls published) {}

  /** Without a second address. */
  public OAuthHttpSettings(
      InetSocketAddress bind, Transport transport, Issuer issuer, Audience trustDomain) {
    this(bind, transport, issuer, trustDomain, Optional.empty());
  }

  /** How the server is reached. */
  public sealed interface Transport {

    /** TLS 1.2 or 1.3. */
    record Tls(SSLContext context) implements Transport {}

    /** Plaintext: for development, and only on a loopback address. */
    record InsecurePlaintext() implements Transport {}
  }

  /**
   * Checks that nothing secret can travel in plaintext.
   *
   * @throws IllegalArgumentException if plaintext is asked for on another address than loopback, or
   *     the issuer is {@code http} although the transport is TLS
   */
  public OAuthHttpSettings {
    boolean isPlaintext = transport instanceof Transport.InsecurePlaintext;
    if (isPlaintext && (bind.isUnresolved() || !bind.getAddress().isLoopbackAddress())) {
      throw new IllegalArgumentException("plaintext: on a network address (expected: loopback)");
    }
    if (!isPlaintext && !issuer.value().startsWith("https://")) {
      throw new IllegalArgumentException("issuer: not https (expected: https, since TLS is on)");
    }
    if (isPlaintext && forCertificates.isPresent()) {
      throw new IllegalArgumentException("client certificates: in plaintext (expected: TLS)");
    }
  }

  /** Whether browsers come over TLS. */
  boolean isSecure() {
    return issuer.value().startsWith("https://");
  }
}
