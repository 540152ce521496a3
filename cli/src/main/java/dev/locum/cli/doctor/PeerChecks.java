package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.rpc.RpcFailures;
import dev.locum.cli.rpc.Servers;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.settings.AuditSettings;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.ServerTransport;
import dev.locum.settings.TriggerSettings;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the parts before Temporal need: the auth service, certificates, a place for audit events.
 */
final class PeerChecks {

  private final CliContext context;
  private final String section;

  private PeerChecks(CliContext context, String section) {
    this.context = context;
    this.section = section;
  }

  static List<Check> gateway(CliContext context, GatewaySettings settings) {
    return new PeerChecks(context, "gateway")
        .all(
            settings.listen().transport(),
            settings.authService(),
            settings.issuer(),
            settings.audit());
  }

  static List<Check> trigger(CliContext context, TriggerSettings settings) {
    return new PeerChecks(context, "trigger")
        .all(
            settings.listen().transport(),
            settings.authService(),
            settings.issuer(),
            settings.audit());
  }

  private List<Check> all(
      ServerTransport transport, PeerSettings authService, URI issuer, AuditSettings audit) {
    List<Check> checks = new ArrayList<>();
    if (transport instanceof ServerTransport.Tls tls) {
      checks.add(
          new Check(
              section + ".listen.tls.certificate",
              () ->
                  CertificateFile.look(
                      tls.certificate(), "", context.terminal().clock().instant())));
    }
    checks.add(new Check(section + ".authService", () -> authService(authService, issuer)));
    checks.add(new Check(section + ".audit.spool", () -> spool(audit.spool())));
    return checks;
  }

  private Finding authService(PeerSettings peer, URI issuer) {
    ManagedChannel channel = Servers.channelTo(peer);
    try {
      String found =
          TokenServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(context.timeout().toMillis(), TimeUnit.MILLISECONDS)
              .getKeySet(GetKeySetRequest.getDefaultInstance())
              .getIssuer();
      return found.equals(issuer.toString())
          ? Finding.good(peer.target() + " answers as " + issuer)
          : Finding.bad(
              peer.target() + " is the auth service of " + found + ", and not of " + issuer,
              "Correct " + section + ".issuer or " + section + ".authService.");
    } catch (StatusRuntimeException e) {
      CliException failure = RpcFailures.of(e);
      return Finding.bad(
          peer.target() + ": " + failure.getMessage(),
          "Is the auth service running there, is its certificate of the authority in tls.ca, and"
              + " does a firewall let this machine through?");
    } finally {
      channel.shutdownNow();
    }
  }

  /** It is made when absent: then the directory above must let that happen. */
  private static Finding spool(Path spool) {
    Path directory = Files.exists(spool) ? spool : spool.toAbsolutePath().getParent();
    return WritableDirectory.look(directory);
  }
}
