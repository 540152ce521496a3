package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.user.Users;
import dev.locum.authservice.workload.ApiKeys;
import io.grpc.ServerServiceDefinition;
import java.time.Clock;

/** The administration of the authority. */
public final class Administration {

  private Administration() {}

  /**
   * What it administers.
   *
   * @param store where everything is
   * @param trail where every change is told of
   * @param users the users
   * @param keys the signing keys
   * @param apiKeys makes API keys
   * @param clock the clock
   */
  public record Needs(
      Store store, AuditTrail trail, Users users, SigningKeys keys, ApiKeys apiKeys, Clock clock) {}

  /** The gRPC service. */
  public static ServerServiceDefinition service(Needs needs) {
    AdminMethods methods =
        new AdminMethods(needs.store(), new AuditedChanges(needs.store(), needs.trail()));
    new TenantMethods(needs).addTo(methods);
    new UserMethods(needs).addTo(methods);
    new SessionMethods(needs).addTo(methods);
    new RoleMethods().addTo(methods);
    new WorkloadMethods(needs).addTo(methods);
    new NamespaceMethods(needs).addTo(methods);
    new RouteMethods().addTo(methods);
    new DownstreamMethods().addTo(methods);
    new KeyMethods(needs).addTo(methods);
    return methods.build();
  }
}
