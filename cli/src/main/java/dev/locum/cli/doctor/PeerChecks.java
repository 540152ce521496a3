package dev.locum.cli.doctor;

import dev.locum.cli.context.CliContext;
import dev.locum.cli.outcome.CliException;
import dev.locum.cli.rpc.RpcFailures;
import dev.locum.cli.rpc.Servers;
import dev.locum.protocol.auth.v1.GetKeySetRequest;
import dev.locum.protocol.auth.v1.TaskQueueRef;
import dev.locum.protocol.auth.v1.TokenServiceGrpc;
import dev.locum.protocol.auth.v1.WorkloadKind;
import dev.locum.settings.AuditSettings;
import dev.locum.settings.ClientCertificate;
import dev.locum.settings.ClientTransport;
import dev.locum.settings.DownstreamSettings;
import dev.locum.settings.GatewaySettings;
import dev.locum.settings.PeerSettings;
import dev.locum.settings.ServerTransport;
import dev.locum.settings.TemporalSettings;
import dev.locum.settings.TracesSettings;
import dev.locum.settings.TriggerSettings;
import dev.locum.settings.WorkerSettings;
import dev.locum.settings.WorkloadProof;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the parts around Temporal need: the auth service, certificates, a place for audit events.
 */
final class PeerChecks {

  private final CliContext context;
  private final String section;
  private final List<Check> checks = new ArrayList<>();

  private PeerChecks(CliContext context, String section) {
    this.context = context;
    this.section = section;
  }

  static List<Check> gateway(CliContext context, GatewaySettings settings) {
    return new PeerChecks(context, "gateway")
        .listening(settings.listen().transport(), List.of())
        .known(
            settings.authService(),
            settings.issuer(),
            settings.workload(),
            WorkloadKind.WORKLOAD_KIND_GATEWAY)
        .starting(settings.temporal(), settings.failover())
        .reporting(settings.audit(), settings.traces());
  }

  static List<Check> trigger(CliContext context, TriggerSettings settings) {
    return new PeerChecks(context, "trigger")
        .listening(settings.listen().transport(), settings.reachedAt())
        .known(
            settings.authService(),
            settings.issuer(),
            settings.workload(),
            WorkloadKind.WORKLOAD_KIND_TRIGGER)
        .starting(settings.temporal(), List.of())
        .reporting(settings.audit(), settings.traces());
  }

  static List<Check> downstream(CliContext context, DownstreamSettings settings) {
    return new PeerChecks(context, "downstream")
        .listening(settings.listen().transport(), settings.reachedAt())
        .known(
            settings.authService(),
            settings.issuer(),
            settings.workload(),
            WorkloadKind.WORKLOAD_KIND_DOWNSTREAM)
        .reporting(settings.audit(), settings.traces());
  }

  static List<Check> worker(CliContext context, WorkerSettings settings) {
    PeerChecks checks =
        new PeerChecks(context, "worker")
            .known(
                settings.authService(),
                settings.issuer(),
                settings.workload(),
                WorkloadKind.WORKLOAD_KIND_WORKER,
                TaskQueueRef.newBuilder()
                    .setNamespace(settings.namespace())
                    .setTaskQueue(settings.taskQueue())
                    .build())
            .starting(settings.temporal(), List.of());
    settings
        .downstreams()
        .forEach((name, peer) -> checks.authority("downstreams." + name, peer.transport()));
    return checks.reporting(settings.audit(), settings.traces());
  }

  private PeerChecks check(String setting, Supplier<Finding> look) {
    checks.add(new Check(section + "." + setting, look));
    return this;
  }

  /** Its certificate must be good for each name under which callers reach the server. */
  private PeerChecks listening(ServerTransport transport, List<String> reachedAt) {
    if (!(transport instanceof ServerTransport.Tls tls)) {
      return this;
    }
    check("listen.tls.certificate", () -> CertificateFile.look(tls.certificate(), "", now()));
    check("listen.tls.key", () -> CertificateKey.look(tls.certificate(), tls.key()));
    for (String name : reachedAt) {
      CertificateFile.Named named =
          new CertificateFile.Named(
              String.valueOf(URI.create(name).getHost()),
              "a name of reachedAt",
              section + ".reachedAt");
      check("reachedAt", () -> CertificateFile.look(tls.certificate(), named, now()));
    }
    return this;
  }

  private PeerChecks known(
      PeerSettings authService,
      URI issuer,
      WorkloadSettings workload,
      WorkloadKind kind,
      TaskQueueRef... polled) {
    authority("authService", authService.transport());
    check("authService", () -> authService(authService, issuer));
    if (workload.proof() instanceof WorkloadProof.Certificate proof) {
      ClientCertificate shown = proof.shown();
      check("workload.certificate", () -> CertificateFile.look(shown.certificate(), "", now()));
      check(
          "workload.certificate.key", () -> CertificateKey.look(shown.certificate(), shown.key()));
    }
    return check(
        "workload",
        new WorkloadCheck(context, section, authService, issuer, workload, kind, List.of(polled))
            ::look);
  }

  private PeerChecks starting(TemporalSettings temporal, List<Address> failover) {
    authority("temporal", temporal.transport());
    temporal
        .clientCertificate()
        .ifPresent(shown ->
            check(
                "temporal.clientCertificate",
                () -> CertificateFile.look(shown.certificate(), "", now())));
    check("temporal", at(temporal, temporal.target()));
    failover.forEach(other -> check("failover", at(temporal, other)));
    return this;
  }

  private Supplier<Finding> at(TemporalSettings temporal, Address address) {
    return new TemporalCheck(context, section + ".temporal", temporal, address)::look;
  }

  /** Whose certificates are accepted there; one that has expired accepts nobody. */
  private void authority(String peer, ClientTransport transport) {
    if (transport instanceof ClientTransport.Tls tls) {
      tls.ca()
          .file()
          .ifPresent(file -> check(peer + ".tls.ca", () -> CertificateFile.look(file, "", now())));
    }
  }

  private List<Check> reporting(AuditSettings audit, Optional<TracesSettings> traces) {
    check("audit.spool", () -> spool(audit.spool()));
    checks.addAll(TracesCheck.all(section, traces));
    return checks;
  }

  private Instant now() {
    return context.terminal().clock().instant();
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
