package dev.locum.benchmarks.platform;

import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** A channel to an auth service, and the credentials of its first operator on it. */
final class OperatorChannel {

  private static final WorkloadId OPERATOR = new WorkloadId("operator");

  private OperatorChannel() {}

  static ManagedChannel encrypted(String target, Path authority) throws IOException {
    return RpcChannel.to(target).trusting(authority).open();
  }

  /** To loopback alone. */
  static ManagedChannel plaintext(String target) throws IOException {
    return RpcChannel.to(target).insecureLoopback().open();
  }

  /** By the key in {@code operator.jwk}. */
  static ServiceTokenCredentials credentials(ManagedChannel channel, Path directory, String issuer)
      throws IOException {
    SigningKey key =
        SigningKey.parsePrivateJwk(
            Files.readString(directory.resolve("operator.jwk")), SecretKeyAccess.granted());
    WorkloadCredential credential =
        WorkloadCredential.privateKey(
            OPERATOR, new Issuer(issuer), key, CryptoProviders.choose(), Clock.systemUTC());
    return credentials(channel, credential, issuer);
  }

  /** By an API key. */
  static ServiceTokenCredentials credentials(
      ManagedChannel channel, WorkloadId workload, String apiKey, String issuer) {
    return credentials(channel, WorkloadCredential.apiKey(workload, RawToken.of(apiKey)), issuer);
  }

  private static ServiceTokenCredentials credentials(
      ManagedChannel channel, WorkloadCredential credential, String issuer) {
    ServiceTokenCredentials credentials =
        ServiceTokenCredentials.of(
            new ServiceTokens(channel, credential, Clock.systemUTC()), new Audience(issuer));
    return issuer.startsWith("http://") ? credentials.onInsecureLoopback() : credentials;
  }
}
