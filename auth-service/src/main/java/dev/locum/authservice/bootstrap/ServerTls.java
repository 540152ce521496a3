package dev.locum.authservice.bootstrap;

import dev.locum.authservice.oauth.OAuthHttpSettings;
import dev.locum.authservice.oauth.metadata.MutualTls;
import dev.locum.grpcauthz.tls.AnyClient;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
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

  private static InputStream bytes(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
