package dev.locum.authservice.rpc.admin.wire;

import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.tenant.Tenant;
import dev.locum.authservice.user.OpenSession;
import dev.locum.authservice.user.User;
import dev.locum.authservice.user.UserName;
import dev.locum.authservice.user.UserSpec;
import dev.locum.token.TenantId;
import java.util.Set;

/** Tenants, users and sessions between wire and domain. The domain types check the forms. */
public final class TenantWire {

  private TenantWire() {}

  public static Tenant tenant(dev.locum.protocol.admin.v1.Tenant wire) {
    return new Tenant(Wire.tenant("tenant.name", wire.getName()), wire.getDisabled());
  }

  public static dev.locum.protocol.admin.v1.Tenant toWire(Tenant tenant) {
    return dev.locum.protocol.admin.v1.Tenant.newBuilder()
        .setName(tenant.id().value())
        .setDisabled(tenant.disabled())
        .build();
  }

  public static UserSpec user(dev.locum.protocol.admin.v1.User wire) {
    return Wire.value(
        "user",
        () ->
            new UserSpec(
                new TenantId(wire.getTenant()),
                new UserName(wire.getName()),
                Set.copyOf(wire.getRolesList()),
                wire.getDisabled()));
  }

  public static dev.locum.protocol.admin.v1.User toWire(User user) {
    return dev.locum.protocol.admin.v1.User.newBuilder()
        .setTenant(user.tenant().value())
        .setName(user.name().value())
        .addAllRoles(user.roles().stream().sorted().toList())
        .setDisabled(user.disabled())
        .setSubject(user.subject().value())
        .build();
  }

  public static dev.locum.protocol.admin.v1.UserSession toWire(OpenSession session) {
    return dev.locum.protocol.admin.v1.UserSession.newBuilder()
        .setSessionId(session.id().value())
        .setTenant(session.tenant().value())
        .setUser(session.user().value())
        .setSubject(session.subject().value())
        .setClient(session.client())
        .setStartedAt(Wire.timestamp(session.life().startedAt()))
        .setExpiresAt(Wire.timestamp(session.life().expiresAt()))
        .build();
  }
}
