package dev.locum.authservice.bootstrap;

import dev.locum.authservice.oauth.OAuthHttpSettings;
import dev.locum.authservice.oauth.metadata.MutualTls;
import dev.locum.grpcauthz.tls.ClientAuthorities;
import dev.locum.grpcauthz.tls.TlsIdentity;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.MutualTlsSettings;
import dev.locum.settings.ServerTransport;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The server's certificate, for gRPC and for HTTP. */
final class ServerTls {

  private ServerTls() {}

  /**
   * For gRPC; client certificates are asked for, not demanded, where authorities for them are
   * configured.
   */
  static ServerCredentials grpc(ServerTransport transport) throws IOException {
    return switch (transport) {
      case ServerTransport.Insecure _ -> InsecureServerCredentials.create();
      case ServerTransport.Tls tls -> {
        TlsServerCredentials.Builder credentials = TlsServerCredentials.newBuilder();
        try (InputStream chain = Files.newInputStream(tls.certificate());
            InputStream key = bytes(tls.key().reveal())) {
          credentials.keyManager(TlsIdentity.keyManager(chain, key));
        }
        if (tls.clientCa().isPresent()) {
          credentials
              .trustManager(tls.clientCa().get().toFile())
              .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL);
        }
        yield credentials.build();
      }
    };
  }

  /**
   * For HTTP.
   *
   * @throws IllegalArgumentException if certificate or key cannot be used
   */
  static SSLContext http(ServerTransport.Tls tls) throws IOException {
    return http(tls, null);
  }

  /**
   * The authorities in a file.
   *
   * @param file absent: none
   * @throws IOException if it cannot be read, or holds something else
   */
  static ClientAuthorities authorities(Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      return ClientAuthorities.none();
    }
    try (InputStream pem = Files.newInputStream(file.get())) {
      return ClientAuthorities.read(pem);
    } catch (IllegalArgumentException e) {
      throw new IOException(file.get() + ": no usable certificate", e);
    }
  }

  /** Those of gRPC: a workload proves itself alike at both. */
  static ClientAuthorities workloadAuthorities(AuthServiceSettings.Listen listen)
      throws IOException {
    return authorities(
        listen.transport() instanceof ServerTransport.Tls tls ? tls.clientCa() : Optional.empty());
  }

  /** Where the HTTP server asks for client certificates; empty: nowhere. */
  static Optional<OAuthHttpSettings.ForCertificates> forCertificates(
      AuthServiceSettings.Listen listen) throws IOException {
    if (listen.mutualTls().isEmpty() || !(listen.transport() instanceof ServerTransport.Tls tls)) {
      return Optional.empty();
    }
    MutualTlsSettings settings = listen.mutualTls().get();
    return Optional.of(
        new OAuthHttpSettings.ForCertificates(
            new InetSocketAddress(settings.address().host(), settings.address().port()),
            http(tls, new TrustManager[] {new AnyClient()}),
            new MutualTls(settings.url().toString(), settings.authorities().isPresent())));
  }

  private static SSLContext http(ServerTransport.Tls tls, TrustManager @Nullable [] clients)
      throws IOException {
    try (InputStream chain = Files.newInputStream(tls.certificate());
        InputStream key = bytes(tls.key().reveal())) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {TlsIdentity.keyManager(chain, key)}, clients, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  /**
   * Lets every client's certificate in, a self-signed one, too (RFC 8705 §2.2): what it is worth
   * depends on the client that shows it. That the client holds its key is verified by the handshake
   * itself, and is no matter of a trust manager.
   */
  private static final class AnyClient extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      throw notForServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
        throws CertificateException {
      throw notForServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
        throws CertificateException {
      throw notForServers();
    }

    /** None: clients are not told whom to choose by. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }

    private static CertificateException notForServers() {
      return new CertificateException("a server's certificate (expected: a client's)");
    }
  }

  private static InputStream bytes(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
