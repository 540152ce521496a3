package dev.locum.cli.rpc;

import dev.locum.cli.outcome.CliException;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.settings.ClientCertificate;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.WorkloadProof;
import dev.locum.settings.WorkloadSettings;
import dev.locum.settings.value.Address;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;

/**
 * How a process calls as its workload: its connection and its credential, as its settings have
 * them. Failures name the setting and never its value.
 */
public final class WorkloadCalls {

  private final PeerSettings peer;
  private final WorkloadSettings workload;
  private final String setting;

  /**
   * Calls of a workload.
   *
   * @param peer the auth service
   * @param setting where the workload is configured
   */
  public WorkloadCalls(PeerSettings peer, WorkloadSettings workload, String setting) {
    this.peer = peer;
    this.workload = workload;
    this.setting = setting;
  }

  /** A connection to the auth service; the caller ends it. */
  public ManagedChannel channel() {
    RpcChannel channel = Servers.unopened(peer.target(), peer.transport());
    present(workload, channel, setting);
    return channel.open();
  }

  /** Its tokens, which it gets over that connection. */
  public ServiceTokens tokens(ManagedChannel channel, Issuer issuer, Clock clock) {
    return new ServiceTokens(channel, credential(workload, issuer, clock, setting), clock);
  }

  /** What is put onto its calls to the auth service. */
  public CallCredentials credentials(ServiceTokens tokens, Audience audience) {
    ServiceTokenCredentials credentials = ServiceTokenCredentials.of(tokens, audience);
    return peer.transport() instanceof ClientTransport.Insecure
        ? credentials.onInsecureLoopback()
        : credentials;
  }

  /** A connection to one of Temporal's frontends; the caller ends it. */
  public static ManagedChannel temporal(TemporalSettings settings, Address at, String setting) {
    RpcChannel channel = Servers.unopened(at, settings.transport());
    settings.clientCertificate().ifPresent(shown -> present(shown, channel, setting));
    return channel.open();
  }

  static WorkloadCredential credential(
      WorkloadSettings workload, Issuer issuer, Clock clock, String setting) {
    WorkloadId id = new WorkloadId(workload.id());
    return switch (workload.proof()) {
      case WorkloadProof.Certificate _ -> WorkloadCredential.certificate(id);
      case WorkloadProof.ApiKey key ->
          WorkloadCredential.apiKey(id, RawToken.of(key.key().reveal()));
      case WorkloadProof.PrivateKey key ->
          WorkloadCredential.privateKey(
              id, issuer, privateKey(key, setting), CryptoProviders.choose(), clock);
    };
  }

  private static SigningKey privateKey(WorkloadProof.PrivateKey key, String setting) {
    try {
      return SigningKey.parsePrivateJwk(key.jwk().reveal(), SecretKeyAccess.granted());
    } catch (IllegalArgumentException e) {
      throw CliException.usage(setting + ".privateKey: not a private JWK (RFC 7517)");
    }
  }

  /** Shows its certificate on the connection, if that is the credential. */
  static void present(WorkloadSettings workload, RpcChannel channel, String setting) {
    if (workload.proof() instanceof WorkloadProof.Certificate certificate) {
      present(certificate.shown(), channel, setting);
    }
  }

  private static void present(ClientCertificate shown, RpcChannel channel, String setting) {
    try (InputStream chain = Files.newInputStream(shown.certificate());
        InputStream key =
            new ByteArrayInputStream(shown.key().reveal().getBytes(StandardCharsets.UTF_8))) {
      channel.presenting(chain, key);
    } catch (IOException | IllegalArgumentException e) {
      throw CliException.usage(setting + ".certificate: cannot be used");
    }
  }
}
