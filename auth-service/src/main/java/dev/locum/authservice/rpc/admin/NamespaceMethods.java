package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.namespace.Namespace;
import dev.locum.authservice.namespace.Namespaces;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.platform.StateName;
import dev.locum.authservice.rpc.admin.wire.NamespaceWire;
import dev.locum.protocol.admin.v1.AdminServiceGrpc;
import dev.locum.protocol.admin.v1.ListNamespacesRequest;
import dev.locum.protocol.admin.v1.ListNamespacesResponse;
import dev.locum.protocol.admin.v1.PutNamespaceRequest;
import dev.locum.protocol.admin.v1.PutNamespaceResponse;
import dev.locum.protocol.admin.v1.RemoveNamespaceRequest;
import dev.locum.protocol.admin.v1.RemoveNamespaceResponse;
import java.time.Clock;

/** Temporal namespaces as the gateway enforces them. */
final class NamespaceMethods {

  private final Clock clock;

  NamespaceMethods(Administration.Needs needs) {
    this.clock = needs.clock();
  }

  void addTo(AdminMethods methods) {
    methods
        .change(AdminServiceGrpc.getPutNamespaceMethod(), this::put)
        .view(AdminServiceGrpc.getListNamespacesMethod(), NamespaceMethods::list)
        .change(AdminServiceGrpc.getRemoveNamespaceMethod(), NamespaceMethods::remove);
  }

  private Change<PutNamespaceResponse> put(PutNamespaceRequest request) {
    Namespace namespace = NamespaceWire.namespace(request.getNamespace());
    return Change.<PutNamespaceResponse>of(
            "namespace " + namespace.name(),
            namespace.tenant(),
            (tx, event) -> {
              Namespaces.put(tx, namespace, clock.instant());
              return PutNamespaceResponse.newBuilder()
                  .setNamespace(NamespaceWire.toWire(namespace))
                  .build();
            })
        .widening(
            Widening.put(
                tx -> Namespaces.find(tx, namespace.name()),
                found -> namespace,
                Namespace::equals,
                found -> StateName.of(NamespaceWire.toWire(found))));
  }

  private static View<ListNamespacesResponse> list(ListNamespacesRequest request) {
    return View.of(tx -> {
      ListNamespacesResponse.Builder response = ListNamespacesResponse.newBuilder();
      Namespaces.list(tx).forEach(each -> response.addNamespaces(NamespaceWire.toWire(each)));
      return response.build();
    });
  }

  private static Change<RemoveNamespaceResponse> remove(RemoveNamespaceRequest request) {
    String name = Wire.value("name", () -> Namespace.requireName(request.getName()));
    return Change.of(
        "namespace " + name + " removed",
        (tx, event) -> {
          Namespaces.find(tx, name)
              .flatMap(Namespace::tenant)
              .ifPresent(tenant -> event.subject("", tenant.value()));
          Namespaces.remove(tx, name);
          return RemoveNamespaceResponse.getDefaultInstance();
        });
  }
}
