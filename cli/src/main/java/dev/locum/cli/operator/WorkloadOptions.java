package dev.locum.cli.operator;

import dev.locum.cli.outcome.CliException;
import dev.locum.protocol.admin.v1.AdministratorRole;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a workload is to be. */
final class WorkloadOptions {

  /** The kinds of workloads. */
  enum Kind {
    TRIGGER,
    WORKER,
    DOWNSTREAM,
    OPERATOR,
    STARTER,
    GATEWAY
  }

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description = "trigger, worker, downstream, operator, starter or gateway; it never changes.")
  private Kind kind = Kind.WORKER;

  /** What operators may do. */
  enum Role {
    VIEWER,
    OPERATOR,
    SECURITY,
    ADMINISTRATOR
  }

  @Option(
      names = "--administrator-role",
      paramLabel = "ROLE",
      description =
          "For an operator, at least one: viewer, operator, security or administrator; may be"
              + " repeated.")
  private List<Role> roles = new ArrayList<>();

  @Option(
      names = "--tenant",
      paramLabel = "TENANT",
      defaultValue = "",
      description =
          "Whose it is; required for a worker and a starter. An operator with one administers it"
              + " alone. It never changes.")
  private String tenant = "";

  @Option(
      names = "--platform",
      description = "For an operator without a tenant: it administers the whole platform.")
  private boolean isForPlatform;

  @Option(
      names = "--queue",
      paramLabel = "NAMESPACE/QUEUE",
      converter = TenantEntity.Converter.class,
      description = "A task queue that a worker serves; may be repeated.")
  private List<TenantEntity> queues = new ArrayList<>();

  @Option(
      names = "--starts-work",
      description =
          "For a worker: it may start work of its tenant as well, as a starter may. Whoever takes"
              + " it over may too. Default: it may not.")
  private boolean startsWork;

  @Mixin private PublicKeyOptions publicKeys = new PublicKeyOptions();

  @Mixin private CertificateOptions certificates = new CertificateOptions();

  @Option(
      names = "--spiffe-id",
      paramLabel = "ID",
      description = "A SPIFFE id by which the gateway knows it; may be repeated.")
  private List<String> spiffeIds = new ArrayList<>();

  @Option(
      names = "--audience",
      paramLabel = "NAME",
      description = "A service for which it may get service tokens; may be repeated.")
  private List<String> audiences = new ArrayList<>();

  @Option(
      names = "--downstream",
      paramLabel = "NAME",
      defaultValue = "",
      description = "For a downstream: the name that it answers to.")
  private String downstream = "";

  /** The workload; an operator of everything must be meant. */
  Workload workload(String id, SecretInput input) {
    if (kind == Kind.OPERATOR ? tenant.isEmpty() != isForPlatform : isForPlatform) {
      throw CliException.usage(
          "an operator: expected exactly one of --tenant and --platform; others have no"
              + " --platform");
    }
    Workload.Builder workload =
        Workload.newBuilder()
            .setId(id)
            .setKind(WorkloadKind.valueOf("WORKLOAD_KIND_" + kind.name().toUpperCase(Locale.ROOT)))
            .setTenant(tenant)
            .setStartsWork(startsWork)
            .setDownstream(downstream)
            .addAllServiceAudiences(audiences)
            .addAllSpiffeIds(spiffeIds);
    roles.forEach(role ->
        workload.addAdministratorRoles(
            AdministratorRole.valueOf("ADMINISTRATOR_ROLE_" + role.name())));
    queues.forEach(queue ->
        workload.addTaskQueues(
            TaskQueueRef.newBuilder().setNamespace(queue.tenant()).setTaskQueue(queue.name())));
    workload.addAllPublicKeys(publicKeys.read(input));
    workload.addAllCertificateThumbprints(certificates.thumbprints(input));
    return workload.build();
  }
}
