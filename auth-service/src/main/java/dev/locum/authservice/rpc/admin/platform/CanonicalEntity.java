package dev.locum.authservice.rpc.admin.platform;

import com.google.protobuf.Message;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.wire.NamespaceWire;
import dev.locum.authservice.rpc.admin.wire.RoleWire;
import dev.locum.authservice.rpc.admin.wire.RouteWire;
import dev.locum.authservice.rpc.admin.wire.TenantWire;
import dev.locum.authservice.rpc.admin.wire.WorkloadWire;
import dev.locum.authservice.user.UserSpec;
import dev.locum.protocol.admin.v1.Downstream;
import dev.locum.protocol.admin.v1.Namespace;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.TaskQueueRef;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.User;
import dev.locum.protocol.admin.v1.Workload;
import dev.locum.protocol.admin.v1.WorkloadKind;
import java.util.Comparator;
import java.util.List;

/**
 * An entity in the one form in which it is compared: checked, defaults written out, sets sorted.
 *
 * @param key names it
 * @param wire what it is
 */
record CanonicalEntity(EntityKey key, Message wire) {

  static CanonicalEntity tenant(Tenant given) {
    Tenant wire = TenantWire.toWire(TenantWire.tenant(given));
    return new CanonicalEntity(new EntityKey(EntityKind.TENANT, "", wire.getName()), wire);
  }

  static CanonicalEntity downstream(Downstream given) {
    Downstream wire = RoleWire.toWire(RoleWire.downstream(given));
    return new CanonicalEntity(new EntityKey(EntityKind.DOWNSTREAM, "", wire.getName()), wire);
  }

  static CanonicalEntity namespace(Namespace given) {
    Namespace wire = NamespaceWire.toWire(NamespaceWire.namespace(given));
    return new CanonicalEntity(new EntityKey(EntityKind.NAMESPACE, "", wire.getName()), wire);
  }

  /** Whoever applies a document makes no administrators by the way. */
  static CanonicalEntity workload(Workload given) {
    if (given.getKind() == WorkloadKind.WORKLOAD_KIND_OPERATOR) {
      throw Wire.invalid("workload: an operator (expected: administrators are put one by one)");
    }
    Workload read = WorkloadWire.toWire(WorkloadWire.workload(given));
    Workload wire =
        read.toBuilder()
            .clearTaskQueues()
            .addAllTaskQueues(
                read.getTaskQueuesList().stream()
                    .sorted(
                        Comparator.comparing(TaskQueueRef::getNamespace)
                            .thenComparing(TaskQueueRef::getTaskQueue))
                    .distinct()
                    .toList())
            .clearCertificateThumbprints()
            .addAllCertificateThumbprints(set(read.getCertificateThumbprintsList()))
            .clearSpiffeIds()
            .addAllSpiffeIds(set(read.getSpiffeIdsList()))
            .clearServiceAudiences()
            .addAllServiceAudiences(set(read.getServiceAudiencesList()))
            .build();
    return new CanonicalEntity(new EntityKey(EntityKind.WORKLOAD, "", wire.getId()), wire);
  }

  static CanonicalEntity route(Route given) {
    Route wire = RouteWire.toWire(RouteWire.route(given));
    return new CanonicalEntity(
        new EntityKey(EntityKind.ROUTE, wire.getTenant(), wire.getName()), wire);
  }

  static CanonicalEntity role(Role given) {
    Role wire = RoleWire.toWire(RoleWire.role(given));
    return new CanonicalEntity(
        new EntityKey(EntityKind.ROLE, wire.getTenant(), wire.getName()), wire);
  }

  static CanonicalEntity user(User given) {
    if (!given.getSubject().isEmpty()) {
      throw Wire.invalid("user.subject: given (expected: none; the auth service chooses it)");
    }
    UserSpec spec = TenantWire.user(given);
    User wire =
        User.newBuilder()
            .setTenant(spec.tenant().value())
            .setName(spec.name().value())
            .addAllRoles(spec.roles().stream().sorted().toList())
            .setDisabled(spec.disabled())
            .build();
    return new CanonicalEntity(
        new EntityKey(EntityKind.USER, wire.getTenant(), wire.getName()), wire);
  }

  private static List<String> set(List<String> names) {
    return names.stream().sorted().distinct().toList();
  }

  /** Adds an entity to the list of its kind. */
  static void addTo(Platform.Builder platform, Message entity) {
    switch (entity) {
      case Tenant tenant -> platform.addTenants(tenant);
      case Downstream downstream -> platform.addDownstreams(downstream);
      case Namespace namespace -> platform.addNamespaces(namespace);
      case Workload workload -> platform.addWorkloads(workload);
      case Route route -> platform.addRoutes(route);
      case Role role -> platform.addRoles(role);
      case User user -> platform.addUsers(user);
      default -> throw new IllegalArgumentException("not an entity of a platform");
    }
  }
}
