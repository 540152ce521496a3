package dev.locum.authservice.bootstrap;

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
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The server's certificate, for gRPC and for HTTP. */
final class ServerTls {

  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519");

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
            InputStream key =
                new ByteArrayInputStream(tls.key().reveal().getBytes(StandardCharsets.UTF_8))) {
          credentials.keyManager(chain, key);
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
   * @throws IllegalArgumentException if the key is no PKCS #8 private key
   */
  static SSLContext http(ServerTransport.Tls tls) throws IOException {
    try (InputStream chain = Files.newInputStream(tls.certificate())) {
      Certificate[] certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(chain)
              .toArray(Certificate[]::new);
      char[] password = new char[0];
      KeyStore keyStore = KeyStore.getInstance("PKCS12");
      keyStore.load(null, password);
      keyStore.setKeyEntry("server", privateKey(tls.key().reveal()), password, certificates);
      KeyManagerFactory keyManagers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keyManagers.init(keyStore, password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("listen.tls: certificate and key cannot be used", e);
    }
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    String body = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
    GeneralSecurityException last = null;
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw new GeneralSecurityException("key: expected PKCS #8 of EC, RSA or Ed25519", last);
  }
}
