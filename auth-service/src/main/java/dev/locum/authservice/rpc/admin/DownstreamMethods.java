package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.route.Downstream;
import dev.locum.authservice.route.RuleRemoval;
import dev.locum.authservice.route.Rules;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.platform.StateName;
import dev.locum.authservice.rpc.admin.wire.RoleWire;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ListDownstreamsRequest;
import dev.locum.protocol.admin.v1.ListDownstreamsResponse;
import dev.locum.protocol.admin.v1.PutDownstreamRequest;
import dev.locum.protocol.admin.v1.PutDownstreamResponse;
import dev.locum.protocol.admin.v1.RemoveDownstreamRequest;
import dev.locum.protocol.admin.v1.RemoveDownstreamResponse;
import dev.locum.token.Audience;

/** Services that work calls. */
final class DownstreamMethods {

  void addTo(AdminMethods methods) {
    methods
        .change(AdminServiceGrpc.getPutDownstreamMethod(), DownstreamMethods::put)
        .view(AdminServiceGrpc.getListDownstreamsMethod(), DownstreamMethods::list)
        .change(AdminServiceGrpc.getRemoveDownstreamMethod(), DownstreamMethods::remove);
  }

  private static Change<PutDownstreamResponse> put(PutDownstreamRequest request) {
    Downstream downstream = RoleWire.downstream(request.getDownstream());
    return Change.<PutDownstreamResponse>of(
            "downstream " + downstream.name(),
            (tx, event) -> {
              Rules.putDownstream(tx, downstream);
              return PutDownstreamResponse.newBuilder()
                  .setDownstream(RoleWire.toWire(downstream))
                  .build();
            })
        .widening(
            Widening.put(
                tx -> Rules.findDownstream(tx, downstream.name()),
                found -> downstream,
                Coverage::covers,
                found -> StateName.of(RoleWire.toWire(found))));
  }

  private static View<ListDownstreamsResponse> list(ListDownstreamsRequest request) {
    return View.of(tx -> {
      ListDownstreamsResponse.Builder response = ListDownstreamsResponse.newBuilder();
      Rules.downstreams(tx).forEach(each -> response.addDownstreams(RoleWire.toWire(each)));
      return response.build();
    });
  }

  private static Change<RemoveDownstreamResponse> remove(RemoveDownstreamRequest request) {
    Audience name = Wire.value("name", () -> Downstream.requireName(request.getName()));
    return Change.of(
        "downstream " + name + " removed",
        (tx, event) -> {
          RuleRemoval.removeDownstream(tx, name);
          return RemoveDownstreamResponse.getDefaultInstance();
        });
  }
}
