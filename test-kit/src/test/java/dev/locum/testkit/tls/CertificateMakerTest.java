package dev.locum.testkit.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CertificateMakerTest {

  private final CertificateMaker authority = CertificateMaker.forTest();

  @TempDir private Path directory;

  @Test
  void handshake_withAnIssuedServerAndClient_succeeds() throws Exception {
    IssuedCertificate client = authority.issueClient("alice-worker");

    assertThat(
            peerOf(
                context(authority, authority.issueLocalServer("server")),
                context(authority, client),
                "localhost"))
        .isEqualTo(client.certificate().getSubjectX500Principal().getName());
  }

  /** Temporal's SDKs in Python and TypeScript refuse a key without it. */
  @Test
  void privateKeyPem_holdsThePublicKeyToo() throws Exception {
    IssuedCertificate client = authority.issueClient("alice-worker");

    PrivateKeyInfo key =
        PrivateKeyInfo.getInstance(
            Base64.getMimeDecoder()
                .decode(
                    client
                        .privateKeyPem()
                        .lines()
                        .filter(line -> !line.startsWith("-"))
                        .collect(Collectors.joining())));

    assertThat(ECPrivateKey.getInstance(key.parsePrivateKey()).getPublicKey())
        .isEqualTo(
            SubjectPublicKeyInfo.getInstance(client.certificate().getPublicKey().getEncoded())
                .getPublicKeyData());
  }

  @Test
  void handshake_underAnAuthorityOfRsa_succeeds() throws Exception {
    CertificateMaker rsa =
        CertificateMaker.createRsa(Clock.systemUTC(), Duration.ofHours(1), "authority");
    IssuedCertificate client = rsa.issueClient("alice-worker");
    IssuedCertificate server = rsa.issueLocalServer("server");

    assertThat(peerOf(context(rsa, server), context(rsa, client), "localhost"))
        .isEqualTo("CN=alice-worker");
    assertThat(server.certificate().getSigAlgName()).isEqualTo("SHA256withRSA");
    assertThat(rsa.certificate().getPublicKey().getAlgorithm()).isEqualTo("RSA");
  }

  @Test
  void handshake_withTheAddressAsHost_succeeds() throws Exception {
    assertThat(
            peerOf(
                context(authority, authority.issueLocalServer("server")),
                context(authority, authority.issueClient("c")),
                "127.0.0.1"))
        .isEqualTo("CN=c");
  }

  @Test
  void handshake_withAnotherAuthority_fails() throws Exception {
    SSLContext server = context(authority, authority.issueLocalServer("server"));
    SSLContext stranger = context(CertificateMaker.forTest(), authority.issueClient("c"));

    assertThatThrownBy(() -> peerOf(server, stranger, "localhost"))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void handshake_withAnotherHost_fails() throws Exception {
    SSLContext server =
        context(authority, authority.issueServer("server", java.util.List.of("elsewhere.example")));
    SSLContext client = context(authority, authority.issueClient("c"));

    assertThatThrownBy(() -> peerOf(server, client, "localhost")).isInstanceOf(SSLException.class);
  }

  @Test
  void write_ofAnyFile_letsOnlyItsOwnerRead() throws IOException {
    IssuedCertificate issued = authority.issueClient("c");

    Path key = issued.writePrivateKey(directory.resolve("key.pem"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----\n");
    assertThat(Files.readString(authority.writeCertificate(directory.resolve("ca.pem"))))
        .startsWith("-----BEGIN CERTIFICATE-----\n");
    assertThat(issued.toString()).isEqualTo("IssuedCertificate[CN=c]");
    assertThat(issued.thumbprint()).hasSize(43);
  }

  /** The subject of the client as the server sees it, after a handshake on loopback. */
  private static String peerOf(SSLContext server, SSLContext client, String host) throws Exception {
    try (SSLServerSocket listening =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listening.setNeedClientAuth(true);
      CompletableFuture<String> peer =
          CompletableFuture.supplyAsync(() -> {
            try (SSLSocket accepted = (SSLSocket) listening.accept()) {
              accepted.startHandshake();
              accepted.getOutputStream().write(1);
              return accepted.getSession().getPeerPrincipal().getName();
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .getSocketFactory()
                  .createSocket(
                      new java.net.Socket(
                          InetAddress.getLoopbackAddress(), listening.getLocalPort()),
                      host,
                      listening.getLocalPort(),
                      true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        assertThat(socket.getInputStream().read()).isEqualTo(1);
      }
      return peer.get(10, TimeUnit.SECONDS);
    }
  }

  private static SSLContext context(CertificateMaker trusted, IssuedCertificate own)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "own",
        own.privateKey(),
        new char[0],
        new java.security.cert.Certificate[] {own.certificate()});
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, new char[0]);
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("authority", trusted.certificate());
    TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
    trustManagers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return context;
  }
}
