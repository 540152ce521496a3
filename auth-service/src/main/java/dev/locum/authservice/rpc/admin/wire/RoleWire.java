package dev.locum.authservice.rpc.admin.wire;

import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.Role;
import dev.locum.authservice.route.SenderConstraint;
import dev.locum.authservice.rpc.Wire;
import dev.locum.policy.RoleGrant;
import dev.locum.policy.RouteName;
import dev.locum.token.Action;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Roles and downstreams between wire and domain. The domain types check the forms. */
public final class RoleWire {

  private RoleWire() {}

  public static Role role(dev.locum.protocol.admin.v1.Role wire) {
    return Wire.value(
        "role",
        () ->
            new Role(
                new TenantId(wire.getTenant()),
                wire.getName(),
                new RoleGrant(
                    wire.getRoutesList().stream().map(RouteName::new).collect(Collectors.toSet()),
                    Wire.actions("role.actions", wire.getActionsList()),
                    wire.getManagesWork())));
  }

  public static dev.locum.protocol.admin.v1.Role toWire(Role role) {
    return dev.locum.protocol.admin.v1.Role.newBuilder()
        .setTenant(role.tenant().value())
        .setName(role.name())
        .addAllRoutes(role.grant().routes().stream().map(RouteName::value).sorted().toList())
        .addAllActions(role.grant().actions().toSet().stream().map(Action::name).toList())
        .setManagesWork(role.grant().managesWork())
        .build();
  }

  public static Downstream downstream(dev.locum.protocol.admin.v1.Downstream wire) {
    Duration life =
        wire.hasTokenLifetime()
            ? Wire.seconds("downstream.token_lifetime", wire.getTokenLifetime())
            : Downstream.LONGEST_TOKEN;
    return Wire.value(
        "downstream",
        () ->
            new Downstream(
                new Audience(wire.getName()),
                Wire.actions("downstream.actions", wire.getActionsList()),
                wire.getInternal(),
                life,
                constraint(wire.getSenderConstraint())));
  }

  private static SenderConstraint constraint(dev.locum.protocol.admin.v1.SenderConstraint wire) {
    return switch (wire) {
      case SENDER_CONSTRAINT_UNSPECIFIED, SENDER_CONSTRAINT_NONE -> SenderConstraint.NONE;
      case SENDER_CONSTRAINT_DPOP -> SenderConstraint.DPOP;
      case SENDER_CONSTRAINT_MTLS -> SenderConstraint.MTLS;
      case SENDER_CONSTRAINT_ANY -> SenderConstraint.ANY;
      case UNRECOGNIZED -> throw new IllegalArgumentException("sender constraint: not known");
    };
  }

  public static dev.locum.protocol.admin.v1.Downstream toWire(Downstream downstream) {
    List<String> actions = downstream.actions().toSet().stream().map(Action::name).toList();
    return dev.locum.protocol.admin.v1.Downstream.newBuilder()
        .setName(downstream.name().value())
        .addAllActions(actions)
        .setInternal(downstream.internal())
        .setTokenLifetime(Wire.duration(downstream.tokenLifetime()))
        .setSenderConstraint(
            downstream.senderConstraint() == SenderConstraint.NONE
                ? dev.locum.protocol.admin.v1.SenderConstraint.SENDER_CONSTRAINT_UNSPECIFIED
                : dev.locum.protocol.admin.v1.SenderConstraint.valueOf(
                    "SENDER_CONSTRAINT_" + downstream.senderConstraint().name()))
        .build();
  }
}
