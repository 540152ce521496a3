package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.route.Route;
import dev.locum.authservice.route.RuleRemoval;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.platform.StateName;
import dev.locum.authservice.rpc.admin.wire.RouteWire;
import dev.locum.authservice.store.UnitOfWork;
import dev.locum.policy.RouteName;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ListRoutesRequest;
import dev.locum.protocol.admin.v1.ListRoutesResponse;
import dev.locum.protocol.admin.v1.PutRouteRequest;
import dev.locum.protocol.admin.v1.PutRouteResponse;
import dev.locum.protocol.admin.v1.RemoveRouteRequest;
import dev.locum.protocol.admin.v1.RemoveRouteResponse;
import dev.locum.token.TenantId;
import java.util.Optional;
import java.util.function.Function;

/** Routes: what a tenant's users may ask for. */
final class RouteMethods {

  void addTo(AdminMethods methods) {
    methods
        .change(AdminServiceGrpc.getPutRouteMethod(), RouteMethods::put)
        .view(AdminServiceGrpc.getListRoutesMethod(), RouteMethods::list)
        .change(AdminServiceGrpc.getRemoveRouteMethod(), RouteMethods::remove);
  }

  private static Change<PutRouteResponse> put(PutRouteRequest request) {
    Route asked = RouteWire.route(request.getRoute());
    UnitOfWork<Optional<Route>> present = tx -> Rules.findRoute(tx, asked.tenant(), asked.name());
    Function<Optional<Route>, Route> wanted =
        found -> request.getKeepState() ? inItsState(found, asked) : asked;
    return Change.<PutRouteResponse>of(
            "route " + asked.name(),
            asked.tenant(),
            (tx, event) -> {
              Route route = wanted.apply(present.run(tx));
              Rules.putRoute(tx, route);
              return PutRouteResponse.newBuilder().setRoute(RouteWire.toWire(route)).build();
            })
        .widening(Widening.put(present, wanted, Coverage::covers, RouteMethods::state));
  }

  private static Route inItsState(Optional<Route> present, Route asked) {
    return present.map(found -> asked.withDisabled(found.disabled())).orElse(asked);
  }

  static String state(Route route) {
    return StateName.of(RouteWire.toWire(route));
  }

  private static View<ListRoutesResponse> list(ListRoutesRequest request) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    return View.of(
        tenant,
        tx -> {
          ListRoutesResponse.Builder response = ListRoutesResponse.newBuilder();
          Rules.routes(tx, tenant).forEach(route -> response.addRoutes(RouteWire.toWire(route)));
          return response.build();
        });
  }

  private static Change<RemoveRouteResponse> remove(RemoveRouteRequest request) {
    TenantId tenant = Wire.tenant("tenant", request.getTenant());
    RouteName name = Wire.value("name", () -> new RouteName(request.getName()));
    return Change.of(
        "route " + name + " removed",
        tenant,
        (tx, event) -> {
          RuleRemoval.removeRoute(tx, tenant, name);
          return RemoveRouteResponse.getDefaultInstance();
        });
  }
}
