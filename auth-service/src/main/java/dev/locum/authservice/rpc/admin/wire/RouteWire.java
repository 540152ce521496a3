package dev.locum.authservice.rpc.admin.wire;

import dev.locum.authservice.route.DownstreamMode;
import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.RouteDownstream;
import dev.locum.authservice.rpc.Wire;
import dev.locum.policy.Compensation;
import dev.locum.policy.RouteLimits;
import dev.locum.policy.RouteName;
import dev.locum.policy.RouteRule;
import dev.locum.token.Action;
import dev.locum.token.Audience;
import dev.locum.token.TenantId;

/** Routes between wire and domain. The domain types check the forms. */
public final class RouteWire {

  private RouteWire() {}

  public static Route route(dev.locum.protocol.admin.v1.Route wire) {
    return Wire.value(
        "route",
        () ->
            new Route(
                new TenantId(wire.getTenant()),
                new RouteName(wire.getName()),
                wire.getNamespace(),
                wire.getWorkflowType(),
                new RouteRule(
                    Wire.actions("route.actions", wire.getActionsList()),
                    wire.getCompensationsList().stream()
                        .map(each ->
                            new Compensation(
                                new Action(each.getAction()), new Action(each.getUndoes())))
                        .toList(),
                    wire.getTaskQueuesList(),
                    limits(wire)),
                wire.getDownstreamsList().stream()
                    .map(each ->
                        new RouteDownstream(
                            new Audience(each.getDownstream()), mode(each.getMode())))
                    .toList(),
                wire.getSenderConstrained(),
                wire.getDisabled()));
  }

  private static RouteLimits limits(dev.locum.protocol.admin.v1.Route wire) {
    if (!wire.hasDelegationLimit()) {
      throw Wire.invalid("route.delegation_limit: absent (expected: 1 second to 30 days)");
    }
    return new RouteLimits(
        Wire.seconds("route.delegation_limit", wire.getDelegationLimit()),
        wire.hasTokenLifetime()
            ? Wire.seconds("route.token_lifetime", wire.getTokenLifetime())
            : RouteLimits.DEFAULT_TOKEN,
        wire.hasCompensationLimit()
            ? Wire.seconds("route.compensation_limit", wire.getCompensationLimit())
            : RouteLimits.DEFAULT_COMPENSATION);
  }

  public static dev.locum.protocol.admin.v1.Route toWire(Route route) {
    dev.locum.protocol.admin.v1.Route.Builder wire =
        dev.locum.protocol.admin.v1.Route.newBuilder()
            .setTenant(route.tenant().value())
            .setName(route.name().value())
            .setNamespace(route.namespace())
            .setWorkflowType(route.workflowType())
            .addAllTaskQueues(route.rule().taskQueues())
            .addAllActions(route.rule().actions().toSet().stream().map(Action::name).toList())
            .setDelegationLimit(Wire.duration(route.rule().limits().delegation()))
            .setTokenLifetime(Wire.duration(route.rule().limits().token()))
            .setCompensationLimit(Wire.duration(route.rule().limits().compensation()))
            .setSenderConstrained(route.senderConstrained())
            .setDisabled(route.disabled());
    route
        .rule()
        .compensations()
        .forEach(each ->
            wire.addCompensationsBuilder()
                .setAction(each.action().name())
                .setUndoes(each.undoes().name()));
    route
        .downstreams()
        .forEach(each ->
            wire.addDownstreamsBuilder()
                .setDownstream(each.downstream().value())
                .setMode(
                    dev.locum.protocol.admin.v1.DownstreamMode.valueOf(
                        "DOWNSTREAM_MODE_" + each.mode().name())));
    return wire.build();
  }

  private static DownstreamMode mode(dev.locum.protocol.admin.v1.DownstreamMode wire) {
    return switch (wire) {
      case DOWNSTREAM_MODE_UNSPECIFIED, DOWNSTREAM_MODE_EXCHANGE -> DownstreamMode.EXCHANGE;
      case DOWNSTREAM_MODE_FORWARD -> DownstreamMode.FORWARD;
      case DOWNSTREAM_MODE_SLICE -> DownstreamMode.SLICE;
      case DOWNSTREAM_MODE_ON_BEHALF -> DownstreamMode.ON_BEHALF;
      case UNRECOGNIZED -> throw new IllegalArgumentException("mode: not known");
    };
  }
}
