package dev.locum.launcher.bootstrap;

import dev.locum.cli.outcome.CliException;
import dev.locum.launcher.topology.TemporalServer;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which Temporal a command stands before, and how it is reached. */
final class TemporalOptions {

  @Option(
      names = "--temporal",
      paramLabel = "HOST:PORT",
      description =
          "Use this Temporal instead of an embedded one. It has the namespaces `default` and"
              + " `alice`.")
  private Optional<String> address = Optional.empty();

  @Option(
      names = "--temporal-ca",
      paramLabel = "FILE",
      description =
          "PEM file with the authority of its certificate. Absent: plaintext, on this machine"
              + " alone.")
  private Optional<Path> authority = Optional.empty();

  @Option(
      names = "--temporal-certificate",
      paramLabel = "FILE",
      description = "PEM file with the client certificate that is shown to it. Default: none.")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--temporal-key",
      paramLabel = "FILE",
      description = "PEM file with the private key of that certificate.")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--temporal-token",
      description =
          "Show it tokens of the auth service's: its own JWT authorizer verifies them under the"
              + " auth service's keys and expects the audience `locum-temporal`.")
  private boolean token;

  /**
   * The server.
   *
   * @throws CliException if the options do not fit together
   */
  TemporalServer server() {
    if (certificate.isPresent() != key.isPresent()) {
      throw CliException.usage("--temporal-certificate and --temporal-key: one without the other");
    }
    if (certificate.isPresent() && authority.isEmpty()) {
      throw CliException.usage("--temporal-certificate: without --temporal-ca");
    }
    if (token && authority.isEmpty()) {
      throw CliException.usage("--temporal-token: without --temporal-ca");
    }
    if (address.isEmpty()) {
      if (authority.isPresent()) {
        throw CliException.usage("--temporal-ca: without --temporal");
      }
      return TemporalServer.embedded();
    }
    Optional<TemporalServer.Shown> shown =
        certificate.flatMap(chain -> key.map(secret -> new TemporalServer.Shown(chain, secret)));
    return new TemporalServer.Existing(address.get(), authority, shown, token);
  }
}
