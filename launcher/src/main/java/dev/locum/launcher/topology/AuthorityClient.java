package dev.locum.launcher.topology;

import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A channel to the auth service and the credentials of one workload on it.
 *
 * @param channel the channel; {@link #close} ends it
 * @param tokens the workload's service tokens
 * @param credentials for calls to the auth service itself
 */
public record AuthorityClient(
    ManagedChannel channel, ServiceTokens tokens, CallCredentials credentials)
    implements AutoCloseable {

  /**
   * Connects as a workload.
   *
   * @param target the auth service's gRPC address
   * @param ca its certificate authority
   * @param issuer its issuer
   * @param workload who connects, and with which private key
   */
  public static AuthorityClient as(
      String target, Path ca, Issuer issuer, Identity workload, Clock clock) throws IOException {
    ManagedChannel channel = RpcChannel.to(target).trusting(ca).open();
    WorkloadCredential credential =
        WorkloadCredential.privateKey(
            workload.id(), issuer, workload.key(), CryptoProviders.choose(), clock);
    ServiceTokens tokens = new ServiceTokens(channel, credential, clock);
    return new AuthorityClient(
        channel, tokens, ServiceTokenCredentials.of(tokens, new Audience(issuer.value())));
  }

  /**
   * Who connects.
   *
   * @param id the workload
   * @param key its private key; never shown
   */
  public record Identity(WorkloadId id, SigningKey key) {

    /** Reads the key from a file of the state directory. */
    public static Identity read(StateDirectory state, String id, String file) throws IOException {
      return new Identity(
          new WorkloadId(id),
          SigningKey.parsePrivateJwk(state.read(file), SecretKeyAccess.granted()));
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
