package dev.locum.trigger.bootstrap;

import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.grpcauthz.tls.AnyClient;
import dev.locum.grpcauthz.tls.TlsIdentity;
import dev.locum.grpcauthz.trace.ClientSpans;
import dev.locum.settings.ClientCertificate;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.ServerTransport;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.TriggerSettings;
import dev.locum.settings.WorkloadProof;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;

/** Turns settings of connections into channels and credentials. */
final class Connections {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private Connections() {}

  /**
   * Clients are asked for a certificate, whoever made it, and need not have one: a user's token may
   * be bound to it (RFC 8705 §3).
   */
  static ServerCredentials server(ServerTransport transport) throws IOException {
    return switch (transport) {
      case ServerTransport.Insecure _ -> InsecureServerCredentials.create();
      case ServerTransport.Tls tls -> {
        try (InputStream chain = Files.newInputStream(tls.certificate());
            InputStream key = bytes(tls.key().reveal())) {
          yield TlsServerCredentials.newBuilder()
              .keyManager(TlsIdentity.keyManager(chain, key))
              .trustManager(new AnyClient())
              .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
              .build();
        }
      }
    };
  }

  /** The auth service; with the workload's certificate where that is its credential. */
  static ManagedChannel authService(TriggerSettings settings, Optional<ClientSpans> spans)
      throws IOException {
    RpcChannel channel =
        channel(settings.authService().target().toString(), settings.authService().transport());
    spans.ifPresent(channel::intercepting);
    if (settings.workload().proof() instanceof WorkloadProof.Certificate certificate) {
      present(channel, certificate.shown());
    }
    return channel.open();
  }

  static ManagedChannel temporal(TemporalSettings settings, Optional<ClientSpans> spans)
      throws IOException {
    RpcChannel channel = channel(settings.target().toString(), settings.transport());
    spans.ifPresent(channel::intercepting);
    if (settings.clientCertificate().isPresent()) {
      present(channel, settings.clientCertificate().get());
    }
    return channel.open();
  }

  static Channel withApiKey(ManagedChannel channel, TemporalSettings settings) {
    if (settings.apiKey().isEmpty()) {
      return channel;
    }
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + settings.apiKey().get().reveal());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  static WorkloadCredential credential(TriggerSettings settings, Issuer issuer, Clock clock) {
    WorkloadId id = new WorkloadId(settings.workload().id());
    return switch (settings.workload().proof()) {
      case WorkloadProof.Certificate _ -> WorkloadCredential.certificate(id);
      case WorkloadProof.ApiKey key ->
          WorkloadCredential.apiKey(id, RawToken.of(key.key().reveal()));
      case WorkloadProof.PrivateKey key ->
          WorkloadCredential.privateKey(
              id,
              issuer,
              SigningKey.parsePrivateJwk(key.jwk().reveal(), SecretKeyAccess.granted()),
              CryptoProviders.choose(),
              clock);
    };
  }

  private static RpcChannel channel(String target, ClientTransport transport) throws IOException {
    RpcChannel channel = RpcChannel.to(target);
    if (!(transport instanceof ClientTransport.Tls tls)) {
      return channel.insecureLoopback();
    }
    tls.serverName().ifPresent(channel::expecting);
    return tls.ca().file().isPresent()
        ? channel.trusting(tls.ca().file().get())
        : channel.trustingSystem();
  }

  private static void present(RpcChannel channel, ClientCertificate shown) throws IOException {
    try (InputStream chain = Files.newInputStream(shown.certificate());
        InputStream key = bytes(shown.key().reveal())) {
      channel.presenting(chain, key);
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
