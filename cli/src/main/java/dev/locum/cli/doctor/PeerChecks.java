package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.rpc.RpcFailures;
import dev.locum.cli.rpc.Servers;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.WorkloadKind;
import dev.locum.settings.AuditSettings;
import dev.locum.settings.DownstreamSettings;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.ServerTransport;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.TriggerSettings;
import dev.locum.settings.WorkloadSettings;
import dev.locum.settings.value.Address;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
    PeerChecks checks = new PeerChecks(context, "gateway");
    List<Check> all = new ArrayList<>();
    all.addAll(checks.certificate(settings.listen().transport(), List.of()));
    all.addAll(
        checks.authority(
            settings.authService(),
            settings.issuer(),
            settings.workload(),
            WorkloadKind.WORKLOAD_KIND_GATEWAY));
    all.addAll(checks.temporal(settings.temporal(), settings.failover()));
    all.add(checks.spool(settings.audit()));
    all.addAll(TracesCheck.all("gateway", settings.traces()));
    return all;
  }

  static List<Check> trigger(CliContext context, TriggerSettings settings) {
    PeerChecks checks = new PeerChecks(context, "trigger");
    List<Check> all = new ArrayList<>();
    all.addAll(checks.certificate(settings.listen().transport(), settings.reachedAt()));
    all.addAll(
        checks.authority(
            settings.authService(),
            settings.issuer(),
            settings.workload(),
            WorkloadKind.WORKLOAD_KIND_TRIGGER));
    all.addAll(checks.temporal(settings.temporal(), List.of()));
    all.add(checks.spool(settings.audit()));
    all.addAll(TracesCheck.all("trigger", settings.traces()));
    return all;
  }

  static List<Check> downstream(CliContext context, DownstreamSettings settings) {
    PeerChecks checks = new PeerChecks(context, "downstream");
    List<Check> all = new ArrayList<>();
    all.addAll(checks.certificate(settings.listen().transport(), settings.reachedAt()));
    all.addAll(
        checks.authority(
            settings.authService(),
            settings.issuer(),
            settings.workload(),
            WorkloadKind.WORKLOAD_KIND_DOWNSTREAM));
    all.add(checks.spool(settings.audit()));
    all.addAll(TracesCheck.all("downstream", settings.traces()));
    return all;
  }

  /** It must be good for each name under which callers reach the server. */
  private List<Check> certificate(ServerTransport transport, List<String> reachedAt) {
    if (!(transport instanceof ServerTransport.Tls tls)) {
      return List.of();
    }
    Instant now = context.terminal().clock().instant();
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            section + ".listen.tls.certificate",
            () -> CertificateFile.look(tls.certificate(), "", now)));
    checks.add(
        new Check(
            section + ".listen.tls.key", () -> CertificateKey.look(tls.certificate(), tls.key())));
    for (String name : reachedAt) {
      checks.add(
          new Check(
              section + ".reachedAt",
              () ->
                  CertificateFile.look(
                      tls.certificate(),
                      new CertificateFile.Named(
                          String.valueOf(URI.create(name).getHost()),
                          "a name of reachedAt",
                          section + ".reachedAt"),
                      now)));
    }
    return checks;
  }

  private List<Check> authority(
      PeerSettings authService, URI issuer, WorkloadSettings workload, WorkloadKind kind) {
    return List.of(
        new Check(section + ".authService", () -> authService(authService, issuer)),
        new Check(
            section + ".workload",
            new WorkloadCheck(context, section, authService, issuer, workload, kind)::look));
  }

  private List<Check> temporal(TemporalSettings temporal, List<Address> failover) {
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            section + ".temporal",
            new TemporalCheck(context, section + ".temporal", temporal, temporal.target())::look));
    for (Address other : failover) {
      checks.add(
          new Check(
              section + ".failover",
              new TemporalCheck(context, section + ".temporal", temporal, other)::look));
    }
    return checks;
  }

  private Check spool(AuditSettings audit) {
    return new Check(section + ".audit.spool", () -> spool(audit.spool()));
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
