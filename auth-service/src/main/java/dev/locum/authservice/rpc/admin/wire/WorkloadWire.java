package dev.locum.authservice.rpc.admin.wire;

import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.workload.AdministratorRole;
import dev.locum.authservice.workload.TaskQueue;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadCredentials;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.jose.VerificationKey;
import java.util.stream.Collectors;

/** Workloads between wire and domain. The domain types check the forms. */
public final class WorkloadWire {

  private WorkloadWire() {}

  public static Workload workload(dev.locum.protocol.admin.v1.Workload wire) {
    return Wire.value(
        "workload",
        () ->
            new Workload(
                new WorkloadId(wire.getId()),
                kind(wire.getKind()),
                Wire.optional(wire.getTenant(), TenantId::new),
                wire.getTaskQueuesList().stream()
                    .map(queue -> new TaskQueue(queue.getNamespace(), queue.getTaskQueue()))
                    .toList(),
                wire.getDisabled(),
                new WorkloadCredentials(
                    wire.getPublicKeysList().stream().map(VerificationKey::parse).toList(),
                    wire.getCertificateThumbprintsList(),
                    wire.getSpiffeIdsList()),
                wire.getServiceAudiencesList().stream().map(Audience::new).toList(),
                Wire.optional(wire.getDownstream(), Audience::new),
                wire.getAdministratorRolesList().stream()
                    .map(WorkloadWire::role)
                    .collect(Collectors.toSet()),
                wire.getStartsWork()));
  }

  public static dev.locum.protocol.admin.v1.Workload toWire(Workload workload) {
    return dev.locum.protocol.admin.v1.Workload.newBuilder()
        .setId(workload.id().value())
        .setKind(toWire(workload.kind()))
        .setTenant(workload.tenant().map(TenantId::value).orElse(""))
        .addAllTaskQueues(
            workload.taskQueues().stream()
                .map(queue ->
                    TaskQueueRef.newBuilder()
                        .setNamespace(queue.namespace())
                        .setTaskQueue(queue.name())
                        .build())
                .toList())
        .setDisabled(workload.disabled())
        .addAllPublicKeys(
            workload.credentials().publicKeys().stream().map(VerificationKey::toJwk).toList())
        .addAllCertificateThumbprints(workload.credentials().thumbprints())
        .addAllSpiffeIds(workload.credentials().spiffeIds())
        .addAllServiceAudiences(workload.serviceAudiences().stream().map(Audience::value).toList())
        .setDownstream(workload.downstream().map(Audience::value).orElse(""))
        .addAllAdministratorRoles(
            workload.administratorRoles().stream().sorted().map(WorkloadWire::toWire).toList())
        .setStartsWork(workload.startsWork())
        .build();
  }

  private static WorkloadKind kind(dev.locum.protocol.admin.v1.WorkloadKind wire) {
    return switch (wire) {
      case WORKLOAD_KIND_TRIGGER -> WorkloadKind.TRIGGER;
      case WORKLOAD_KIND_WORKER -> WorkloadKind.WORKER;
      case WORKLOAD_KIND_DOWNSTREAM -> WorkloadKind.DOWNSTREAM;
      case WORKLOAD_KIND_OPERATOR -> WorkloadKind.OPERATOR;
      case WORKLOAD_KIND_STARTER -> WorkloadKind.STARTER;
      case WORKLOAD_KIND_GATEWAY -> WorkloadKind.GATEWAY;
      case WORKLOAD_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("kind: not known (expected: one of the six)");
    };
  }

  private static dev.locum.protocol.admin.v1.WorkloadKind toWire(WorkloadKind kind) {
    return dev.locum.protocol.admin.v1.WorkloadKind.valueOf("WORKLOAD_KIND_" + kind.name());
  }

  private static AdministratorRole role(dev.locum.protocol.admin.v1.AdministratorRole wire) {
    return switch (wire) {
      case ADMINISTRATOR_ROLE_VIEWER -> AdministratorRole.VIEWER;
      case ADMINISTRATOR_ROLE_OPERATOR -> AdministratorRole.OPERATOR;
      case ADMINISTRATOR_ROLE_SECURITY -> AdministratorRole.SECURITY;
      case ADMINISTRATOR_ROLE_ADMINISTRATOR -> AdministratorRole.ADMINISTRATOR;
      case ADMINISTRATOR_ROLE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "administrator role: not known (expected: one of the four)");
    };
  }

  private static dev.locum.protocol.admin.v1.AdministratorRole toWire(AdministratorRole role) {
    return dev.locum.protocol.admin.v1.AdministratorRole.valueOf(
        "ADMINISTRATOR_ROLE_" + role.name());
  }
}
