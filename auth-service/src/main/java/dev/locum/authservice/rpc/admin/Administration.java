package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.audit.AuditTrail;
import dev.locum.authservice.client.ClientSecrets;
import dev.locum.authservice.key.SigningKeys;
import dev.locum.authservice.store.Store;
import dev.locum.authservice.user.Users;
import dev.locum.authservice.workload.ApiKeys;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.token.Audience;
import io.grpc.ServerServiceDefinition;
import java.time.Clock;
import java.util.List;
import java.util.Set;

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
   * @param secrets makes secrets
   * @param clock the clock
   * @param audiences those of the configuration
   * @param fourEyes whether a second administrator must approve what gives more
   */
  public record Needs(
      Store store,
      AuditTrail trail,
      Users users,
      SigningKeys keys,
      Secrets secrets,
      Clock clock,
      Set<Audience> audiences,
      boolean fourEyes) {

    ApiKeys apiKeys() {
      return secrets.apiKeys();
    }
  }

  /** What makes secrets, each for one answer. */
  public record Secrets(ApiKeys apiKeys, ClientSecrets clientSecrets) {}

  /** The gRPC services. */
  public static List<ServerServiceDefinition> services(Needs needs) {
    AuditedChanges changes = new AuditedChanges(needs);
    return List.of(administration(needs, changes), clients(needs, changes));
  }

  private static ServerServiceDefinition clients(Needs needs, AuditedChanges changes) {
    AdminMethods methods =
        new AdminMethods(ClientServiceGrpc.getServiceDescriptor(), needs, changes);
    new ClientMethods(needs).addTo(methods);
    return methods.build();
  }

  private static ServerServiceDefinition administration(Needs needs, AuditedChanges changes) {
    AdminMethods methods =
        new AdminMethods(AdminServiceGrpc.getServiceDescriptor(), needs, changes);
    new TenantMethods(needs).addTo(methods);
    new UserMethods(needs).addTo(methods);
    new SessionMethods(needs).addTo(methods);
    new RoleMethods().addTo(methods);
    new WorkloadMethods(needs).addTo(methods);
    new NamespaceMethods(needs).addTo(methods);
    new RouteMethods().addTo(methods);
    new DownstreamMethods().addTo(methods);
    new KeyMethods(needs).addTo(methods);
    new PlatformMethods(needs).addTo(methods);
    new ApprovalMethods(needs).addTo(methods);
    return methods.build();
  }
}
