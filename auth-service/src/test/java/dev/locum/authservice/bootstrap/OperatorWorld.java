package dev.locum.authservice.bootstrap;

import dev.locum.protocol.auth.v1.IssueServiceTokenRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.settings.AuthServiceSettings;
import dev.locum.settings.SettingsLoader;
import dev.locum.testkit.tls.CertificateMaker;
import dev.locum.testkit.tls.IssuedCertificate;
import dev.locum.token.Issuer;
import dev.locum.token.TokenId;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.ClientAssertionIssuer;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.JoseTokenSigner;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A fresh auth service as an operator gets it: over TLS, with an empty store and a file for the
 * first operator's key. It can be stopped and started again.
 */
final class OperatorWorld implements AutoCloseable {

  static final Issuer ISSUER = new Issuer("https://locum.test");
  static final WorkloadId OPERATOR = new WorkloadId("operator");
  private static final CryptoProviders PROVIDERS = CryptoProviders.choose();

  final CertificateMaker authority = CertificateMaker.forTest();
  private final Path directory;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private AuthServiceProcess process;

  private OperatorWorld(Path directory) throws IOException {
    this.directory = directory;
    IssuedCertificate server = authority.issueLocalServer("auth service");
    server.writeCertificate(directory.resolve("server.pem"));
    server.writePrivateKey(directory.resolve("server-key.pem"));
    authority.writeCertificate(directory.resolve("ca.pem"));
    Path key = directory.resolve("key-encryption-key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    process = startProcess();
  }

  static OperatorWorld open(Path directory) {
    try {
      return new OperatorWorld(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path operatorKeyFile() {
    return directory.resolve("operator.jwk");
  }

  /** Ends the process and starts another over the same store. */
  void restart() {
    try {
      closeChannels();
      process.close();
      process = startProcess();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AuthServiceProcess startProcess() throws IOException {
    return AuthServiceProcess.start(settings(), Clock.systemUTC());
  }

  private AuthServiceSettings settings() {
    String yaml =
        """
        authService:
          listen:
            grpc: 127.0.0.1:0
            http: 127.0.0.1:0
            tls:
              certificate: server.pem
              key: file:server-key.pem
              clientCa: ca.pem
          issuer: %s
          keys:
            encryptionKey: file:key-encryption-key
          store:
            sqlite: locum.db
          bootstrap:
            operatorKeyFile: operator.jwk
        """
            .formatted(ISSUER.value());
    return new SettingsLoader(Map.of()).parse(yaml, directory, AuthServiceSettings.class);
  }

  /** A connection that trusts the server and shows no certificate. */
  Channel channel() {
    return channel(Optional.empty());
  }

  /** A connection that shows this client certificate. */
  Channel channel(Optional<IssuedCertificate> client) {
    try (InputStream ca = stream(authority.certificatePem())) {
      TlsChannelCredentials.Builder credentials =
          TlsChannelCredentials.newBuilder().trustManager(ca);
      if (client.isPresent()) {
        try (InputStream chain = stream(client.get().certificatePem());
            InputStream key = stream(client.get().privateKeyPem())) {
          credentials.keyManager(chain, key);
        }
      }
      ManagedChannel channel =
          Grpc.newChannelBuilder("127.0.0.1:" + process.grpcPort(), credentials.build()).build();
      channels.add(channel);
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A connection of the first operator, proven by the key in the file. */
  Channel asOperator() {
    return as(channel(), assertion(OPERATOR, operatorKey()));
  }

  SigningKey operatorKey() {
    try {
      return SigningKey.parsePrivateJwk(
          Files.readString(operatorKeyFile()), SecretKeyAccess.granted());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request for a service token by {@code private_key_jwt}. */
  static IssueServiceTokenRequest assertion(WorkloadId workload, SigningKey key) {
    return assertion(workload, key, ISSUER);
  }

  static IssueServiceTokenRequest assertion(WorkloadId workload, SigningKey key, Issuer audience) {
    String assertion =
        new ClientAssertionIssuer(
                workload,
                audience,
                new JoseTokenSigner(key, PROVIDERS),
                Clock.systemUTC(),
                () -> new TokenId(UUID.randomUUID().toString()))
            .issue()
            .token()
            .reveal();
    return request().setClientAssertion(assertion).build();
  }

  static IssueServiceTokenRequest.Builder request() {
    return IssueServiceTokenRequest.newBuilder().setAudience(ISSUER.value());
  }

  /** The same connection with the service token that the request is answered with. */
  static Channel as(Channel channel, IssueServiceTokenRequest request) {
    String token =
        TokenServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .issueServiceToken(request)
            .getServiceToken();
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private void closeChannels() {
    channels.forEach(ManagedChannel::shutdownNow);
    channels.clear();
  }

  @Override
  public void close() {
    closeChannels();
    process.close();
  }
}
