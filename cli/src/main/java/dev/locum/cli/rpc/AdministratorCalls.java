package dev.locum.cli.rpc;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.grpcauthz.client.WorkloadCredential;
import dev.locum.settings.CliSettings;
import dev.locum.settings.ClientCertificate;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.WorkloadProof;
import dev.locum.settings.WorkloadSettings;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import dev.locum.token.RawToken;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.CryptoProviders;
import dev.locum.token.jose.SecretKeyAccess;
import dev.locum.token.jose.SigningKey;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;

/** As whom the commands of administration call. */
final class AdministratorCalls {

  /** The audience of service tokens for gateways. */
  private static final Audience GATEWAY = new Audience("locum-gateway");

  private AdministratorCalls() {}

  /** What is put onto each call of administration; empty if the profile names nobody. */
  static Optional<CallCredentials> of(CliSettings settings, Channel authService, Clock clock) {
    return of(settings, authService, new Audience(settings.issuer().toString()), clock);
  }

  /** What is put onto each call to the gateway; empty if the profile names nobody. */
  static Optional<CallCredentials> ofGateway(
      CliSettings settings, Channel authService, Clock clock) {
    return of(settings, authService, GATEWAY, clock);
  }

  private static Optional<CallCredentials> of(
      CliSettings settings, Channel authService, Audience audience, Clock clock) {
    return settings
        .administrator()
        .map(administrator -> {
          Issuer issuer = new Issuer(settings.issuer().toString());
          ServiceTokens tokens =
              new ServiceTokens(authService, credential(administrator, issuer, clock), clock);
          ServiceTokenCredentials credentials = ServiceTokenCredentials.of(tokens, audience);
          return isPlaintext(settings) ? credentials.onInsecureLoopback() : credentials;
        });
  }

  static CliException missing(String profile) {
    return new CliException(
        ExitCode.USAGE,
        "profile " + profile + " names no administrator (expected: cli.administrator)",
        "Name a workload of kind OPERATOR and its credential there; the first one's key is in the"
            + " auth service's bootstrap.operatorKeyFile.");
  }

  /** Settings allow plaintext to a loopback address only. */
  private static boolean isPlaintext(CliSettings settings) {
    return settings
        .authService()
        .map(PeerSettings::transport)
        .filter(ClientTransport.Insecure.class::isInstance)
        .isPresent();
  }

  private static WorkloadCredential credential(
      WorkloadSettings administrator, Issuer issuer, Clock clock) {
    WorkloadId id = new WorkloadId(administrator.id());
    return switch (administrator.proof()) {
      case WorkloadProof.Certificate _ -> WorkloadCredential.certificate(id);
      case WorkloadProof.ApiKey key ->
          WorkloadCredential.apiKey(id, RawToken.of(key.key().reveal()));
      case WorkloadProof.PrivateKey key ->
          WorkloadCredential.privateKey(
              id, issuer, privateKey(key), CryptoProviders.choose(), clock);
    };
  }

  private static SigningKey privateKey(WorkloadProof.PrivateKey key) {
    try {
      return SigningKey.parsePrivateJwk(key.jwk().reveal(), SecretKeyAccess.granted());
    } catch (IllegalArgumentException e) {
      throw CliException.usage("cli.administrator.privateKey: not a private JWK (RFC 7517)");
    }
  }

  /** Shows the administrator's certificate on the connection, if that is the credential. */
  static void present(CliSettings settings, RpcChannel channel) {
    settings
        .administrator()
        .map(WorkloadSettings::proof)
        .ifPresent(proof -> {
          if (proof instanceof WorkloadProof.Certificate certificate) {
            present(certificate.shown(), channel);
          }
        });
  }

  private static void present(ClientCertificate shown, RpcChannel channel) {
    try (InputStream chain = Files.newInputStream(shown.certificate());
        InputStream key =
            new ByteArrayInputStream(shown.key().reveal().getBytes(StandardCharsets.UTF_8))) {
      channel.presenting(chain, key);
    } catch (IOException | IllegalArgumentException e) {
      throw CliException.usage("cli.administrator.certificate: cannot be used");
    }
  }
}
