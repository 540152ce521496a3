package dev.locum.authservice.rpc.admin.platform;

import com.google.protobuf.Message;
import dev.locum.authservice.namespace.Namespaces;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.wire.NamespaceWire;
import dev.locum.authservice.rpc.admin.wire.RoleWire;
import dev.locum.authservice.rpc.admin.wire.RouteWire;
import dev.locum.authservice.rpc.admin.wire.TenantWire;
import dev.locum.authservice.rpc.admin.wire.WorkloadWire;
import dev.locum.authservice.store.Transaction;
import dev.locum.authservice.tenant.Tenant;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.authservice.user.Users;
import dev.locum.authservice.workload.WorkloadKind;
import dev.locum.authservice.workload.Workloads;
import dev.locum.protocol.admin.v1.Platform;
import dev.locum.token.denial.DenialException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A platform in its one canonical form: every entity once, in order, each list that is a set sorted
 * and every default written out, so that equal platforms are equal byte for byte. Operators are not
 * of it, nor are passwords, API keys and subjects.
 */
public final class PlatformDocument {

  private final SortedMap<EntityKey, Message> entities;

  private PlatformDocument(SortedMap<EntityKey, Message> entities) {
    this.entities = Collections.unmodifiableSortedMap(entities);
  }

  /** What is in the store. */
  public static PlatformDocument read(Transaction tx, Users users) {
    Platform.Builder platform = Platform.newBuilder();
    List<Tenant> tenants = Tenants.list(tx);
    tenants.forEach(each -> platform.addTenants(TenantWire.toWire(each)));
    Rules.downstreams(tx).forEach(each -> platform.addDownstreams(RoleWire.toWire(each)));
    Namespaces.list(tx).forEach(each -> platform.addNamespaces(NamespaceWire.toWire(each)));
    Workloads.list(tx, Optional.empty()).stream()
        .filter(each -> each.kind() != WorkloadKind.OPERATOR)
        .forEach(each -> platform.addWorkloads(WorkloadWire.toWire(each)));
    for (Tenant tenant : tenants) {
      Rules.routes(tx, tenant.id()).forEach(each -> platform.addRoutes(RouteWire.toWire(each)));
      Rules.roles(tx, tenant.id()).forEach(each -> platform.addRoles(RoleWire.toWire(each)));
      users
          .listOwn(tx, tenant.id())
          .forEach(each -> platform.addUsers(TenantWire.toWire(each).toBuilder().clearSubject()));
    }
    return of(platform.build());
  }

  /**
   * What a document asks for.
   *
   * @throws DenialException {@code REQUEST_INVALID} that names the place in the document, such as
   *     {@code routes[2]}
   */
  public static PlatformDocument of(Platform platform) {
    SortedMap<EntityKey, Message> entities = new TreeMap<>();
    add(entities, "tenants", platform.getTenantsList(), CanonicalEntity::tenant);
    add(entities, "downstreams", platform.getDownstreamsList(), CanonicalEntity::downstream);
    add(entities, "namespaces", platform.getNamespacesList(), CanonicalEntity::namespace);
    add(entities, "workloads", platform.getWorkloadsList(), CanonicalEntity::workload);
    add(entities, "routes", platform.getRoutesList(), CanonicalEntity::route);
    add(entities, "roles", platform.getRolesList(), CanonicalEntity::role);
    add(entities, "users", platform.getUsersList(), CanonicalEntity::user);
    return new PlatformDocument(entities);
  }

  private static <M extends Message> void add(
      SortedMap<EntityKey, Message> entities,
      String list,
      List<M> given,
      Function<M, CanonicalEntity> reader) {
    for (int i = 0; i < given.size(); i++) {
      String place = list + "[" + i + "]";
      CanonicalEntity entity;
      try {
        entity = reader.apply(given.get(i));
      } catch (DenialException e) {
        throw Wire.invalid(place + ": " + e.rejection().detail());
      }
      if (entities.putIfAbsent(entity.key(), entity.wire()) != null) {
        throw Wire.invalid(place + ": " + entity.key() + " is there twice (expected: once)");
      }
    }
  }

  SortedMap<EntityKey, Message> entities() {
    return entities;
  }

  /** The document on the wire. */
  public Platform toWire() {
    Platform.Builder platform = Platform.newBuilder();
    entities.forEach((key, entity) -> CanonicalEntity.addTo(platform, entity));
    return platform.build();
  }

  /** Names this very state: another one has another name. */
  public String state() {
    return StateName.of(toWire());
  }
}
