package dev.locum.carsharing.bootstrap;

import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.grpcauthz.trace.ClientSpans;
import dev.locum.settings.ClientCertificate;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.WorkloadProof;
import dev.locum.settings.WorkloadSettings;
import dev.locum.settings.value.Address;
import dev.locum.telemetry.Tracing;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;

/**
 * What the settings say of other servers and of the process's own credential, as the libraries take
 * it.
 */
final class Peers {

  private Peers() {}

  /** A channel to a server. */
  static RpcChannel channel(Address target, ClientTransport transport) throws IOException {
    RpcChannel channel = RpcChannel.to(target.toString());
    switch (transport) {
      case ClientTransport.Insecure _ -> channel.insecureLoopback();
      case ClientTransport.Tls tls -> {
        if (tls.ca().file().isPresent()) {
          channel.trusting(tls.ca().file().get());
        } else {
          channel.trustingSystem();
        }
        tls.serverName().ifPresent(channel::expecting);
      }
    }
    return channel;
  }

  /**
   * A channel to the auth service, with the workload's client certificate if that is its
   * credential.
   */
  static RpcChannel authService(PeerSettings peer, WorkloadSettings workload) throws IOException {
    RpcChannel channel = channel(peer.target(), peer.transport());
    if (workload.proof() instanceof WorkloadProof.Certificate certificate) {
      present(channel, certificate.shown());
    }
    return channel;
  }

  /** The same channel; where the process is traced, its calls are. */
  static RpcChannel traced(RpcChannel channel, Tracing tracing) {
    tracing.openTelemetry().map(ClientSpans::of).ifPresent(channel::intercepting);
    return channel;
  }

  /** Shows a client certificate. */
  static void present(RpcChannel channel, ClientCertificate shown) throws IOException {
    try (InputStream chain = Files.newInputStream(shown.certificate());
        InputStream key =
            new ByteArrayInputStream(shown.key().reveal().getBytes(StandardCharsets.UTF_8))) {
      channel.presenting(chain, key);
    }
  }

  /** Puts tokens of the process itself on calls to a server. */
  static ServiceTokenCredentials asItself(
      ServiceTokens tokens, Audience audience, PeerSettings peer) {
    ServiceTokenCredentials credentials = ServiceTokenCredentials.of(tokens, audience);
    return isInsecure(peer) ? credentials.onInsecureLoopback() : credentials;
  }

  static boolean isInsecure(PeerSettings peer) {
    return peer.transport() instanceof ClientTransport.Insecure;
  }

  /** What the workload proves itself with. */
  static WorkloadCredential credential(
      WorkloadSettings workload, Issuer issuer, CryptoProviders providers, Clock clock) {
    WorkloadId id = new WorkloadId(workload.id());
    return switch (workload.proof()) {
      case WorkloadProof.PrivateKey key ->
          WorkloadCredential.privateKey(
              id,
              issuer,
              SigningKey.parsePrivateJwk(key.jwk().reveal(), SecretKeyAccess.granted()),
              providers,
              clock);
      case WorkloadProof.ApiKey key ->
          WorkloadCredential.apiKey(id, RawToken.of(key.key().reveal()));
      case WorkloadProof.Certificate _ -> WorkloadCredential.certificate(id);
    };
  }
}
