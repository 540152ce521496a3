package dev.locum.cli.rpc;

import dev.locum.cli.outcome.CliException;
import dev.locum.cli.outcome.ExitCode;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.grpcauthz.client.ServiceTokens;
import dev.locum.settings.CliSettings;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.PeerSettings;
import dev.locum.token.Audience;
import dev.locum.token.Issuer;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import java.time.Clock;
import java.util.Optional;

/** As whom the commands of administration call. */
final class AdministratorCalls {

  /** The audience of service tokens for gateways. */
  private static final Audience GATEWAY = new Audience("locum-gateway");

  private static final String SETTING = "cli.administrator";

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
              new ServiceTokens(
                  authService,
                  WorkloadCalls.credential(administrator, issuer, clock, SETTING),
                  clock);
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

  /** Shows the administrator's certificate on the connection, if that is the credential. */
  static void present(CliSettings settings, RpcChannel channel) {
    settings
        .administrator()
        .ifPresent(administrator -> WorkloadCalls.present(administrator, channel, SETTING));
  }
}
