package dev.locum.authservice.bootstrap;

import dev.locum.grpcauthz.tls.TlsIdentity;
import dev.locum.settings.ServerTransport;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

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
    try (InputStream chain = Files.newInputStream(tls.certificate());
        InputStream key = bytes(tls.key().reveal())) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {TlsIdentity.keyManager(chain, key)}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  private static InputStream bytes(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
