package dev.locum.authservice.rpc.admin.platform;

import com.google.protobuf.Message;
import dev.locum.audit.AuditEventType;
import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.namespace.Namespaces;
import dev.locum.authservice.route.RuleRemoval;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.rpc.admin.wire.NamespaceWire;
import dev.locum.authservice.rpc.admin.wire.RoleWire;
import dev.locum.authservice.rpc.admin.wire.RouteWire;
import dev.locum.authservice.rpc.admin.wire.TenantWire;
import dev.locum.authservice.rpc.admin.wire.WorkloadWire;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.user.Requester;
import dev.locum.authservice.user.Users;
import dev.locum.authservice.workload.Workload;
import dev.locum.authservice.workload.WorkloadRemoval;
import dev.locum.authservice.workload.Workloads;
import dev.locum.policy.RouteName;
import dev.locum.protocol.admin.v1.Downstream;
import dev.locum.protocol.admin.v1.Namespace;
import dev.locum.protocol.admin.v1.Role;
import dev.locum.protocol.admin.v1.Route;
import dev.locum.protocol.admin.v1.Tenant;
import dev.locum.protocol.admin.v1.User;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import dev.locum.token.WorkloadId;
import dev.locum.token.denial.DenialException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of a plan in the transaction of the caller, all or none. A step that another one
 * must precede is tried again after the others, so that the order of a document does not matter.
 *
 * @param users the users
 * @param trail where each step is told of
 */
public record PlatformWriter(Users users, AuditTrail trail) {

  /**
   * Who does it, and when.
   *
   * @param requester the administrator
   * @param now the time
   */
  public record By(Requester requester, Instant now) {}

  /**
   * Takes every step.
   *
   * @throws DenialException of the first step that stays impossible; its detail names the entity
   */
  public void take(Transaction tx, PlatformPlan plan, By by) {
    List<PlatformStep> left = new ArrayList<>(plan.steps());
    while (!left.isEmpty()) {
      @Nullable DenialException first = null;
      List<PlatformStep> refused = new ArrayList<>();
      for (PlatformStep step : left) {
        try {
          tx.nested(part -> {
            take(part, step, by);
            return step;
          });
        } catch (DenialException e) {
          refused.add(step);
          first = first == null ? named(step, e) : first;
        }
      }
      if (first != null && refused.size() == left.size()) {
        throw first;
      }
      left = refused;
    }
  }

  private static DenialException named(PlatformStep step, DenialException e) {
    String detail = e.rejection().detail();
    String entity = step.key().toString();
    return new DenialException(
        e.reason(), detail.startsWith(entity) ? detail : entity + ": " + detail);
  }

  private void take(Transaction tx, PlatformStep step, By by) {
    if (step.after().isPresent()) {
      put(tx, step.after().get(), by);
    } else {
      remove(tx, step.key(), by);
    }
    if (step.key().kind() != EntityKind.USER) {
      tell(tx, step, by.requester());
    }
  }

  private void put(Transaction tx, Message entity, By by) {
    switch (entity) {
      case Tenant tenant -> Tenants.put(tx, TenantWire.tenant(tenant), by.now());
      case Downstream downstream -> Rules.putDownstream(tx, RoleWire.downstream(downstream));
      case Namespace namespace -> Namespaces.put(tx, NamespaceWire.namespace(namespace), by.now());
      case dev.locum.protocol.admin.v1.Workload workload ->
          putWorkload(tx, WorkloadWire.workload(workload), by.now());
      case Route route -> Rules.putRoute(tx, RouteWire.route(route));
      case Role role -> Rules.putRole(tx, RoleWire.role(role));
      case User user -> users.put(tx, TenantWire.user(user), by.requester());
      default -> throw new IllegalArgumentException("not an entity of a platform");
    }
  }

  private static void putWorkload(Transaction tx, Workload workload, Instant now) {
    workload.tenant().ifPresent(tenant -> Tenants.require(tx, tenant));
    Workloads.put(tx, workload, now);
  }

  private static void remove(Transaction tx, EntityKey key, By by) {
    switch (key.kind()) {
      case TENANT -> Tenants.remove(tx, new TenantId(key.name()));
      case DOWNSTREAM -> RuleRemoval.removeDownstream(tx, new Audience(key.name()));
      case NAMESPACE -> Namespaces.remove(tx, key.name());
      case WORKLOAD -> WorkloadRemoval.remove(tx, new WorkloadId(key.name()), by.now());
      case ROUTE ->
          RuleRemoval.removeRoute(tx, new TenantId(key.tenant()), new RouteName(key.name()));
      case ROLE -> RuleRemoval.removeRole(tx, new TenantId(key.tenant()), key.name());
      case USER -> throw new IllegalArgumentException("users are never removed");
    }
  }

  private void tell(Transaction tx, PlatformStep step, Requester by) {
    String tenant =
        step.key().kind() == EntityKind.TENANT ? step.key().name() : step.key().tenant();
    trail.record(
        tx,
        trail
            .draft(AuditEventType.ADMINISTERED)
            .actor(by.actor())
            .correlation(by.correlationId())
            .subject("", tenant)
            .action(step.told())
            .allowed());
  }
}
