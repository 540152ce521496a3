package dev.locum.authservice.rpc.admin;

import dev.locum.authservice.client.Client;
import dev.locum.authservice.client.ClientId;
import dev.locum.authservice.client.ClientNames;
import dev.locum.authservice.client.ClientSecrets;
import dev.locum.authservice.client.Clients;
import dev.locum.authservice.rpc.Wire;
import dev.locum.authservice.rpc.admin.platform.StateName;
import dev.locum.authservice.tenant.Tenants;
import dev.locum.protocol.admin.v1.ClientServiceGrpc;
import dev.locum.protocol.admin.v1.GetClientRequest;
import dev.locum.protocol.admin.v1.GetClientResponse;
import dev.locum.protocol.admin.v1.ListClientsRequest;
import dev.locum.protocol.admin.v1.ListClientsResponse;
import dev.locum.protocol.admin.v1.PutClientRequest;
import dev.locum.protocol.admin.v1.PutClientResponse;
import dev.locum.protocol.admin.v1.RemoveClientRequest;
import dev.locum.protocol.admin.v1.RemoveClientResponse;
import dev.locum.protocol.admin.v1.RotateSecretRequest;
import dev.locum.protocol.admin.v1.RotateSecretResponse;
import dev.locum.token.TenantId;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.time.Duration;
import java.util.Optional;

/** OAuth clients and their secrets. */
final class ClientMethods {

  private final Administration.Needs needs;

  ClientMethods(Administration.Needs needs) {
    this.needs = needs;
  }

  void addTo(AdminMethods methods) {
    methods
        .change(ClientServiceGrpc.getPutClientMethod(), this::put)
        .view(ClientServiceGrpc.getGetClientMethod(), ClientMethods::get)
        .view(ClientServiceGrpc.getListClientsMethod(), ClientMethods::list)
        .change(ClientServiceGrpc.getRemoveClientMethod(), this::remove)
        .change(ClientServiceGrpc.getRotateSecretMethod(), this::rotateSecret);
  }

  private Change<PutClientResponse> put(PutClientRequest request) {
    Client client = ClientWire.client(request.getClient());
    return Change.<PutClientResponse>of(
            "client " + client.id(),
            client.tenant(),
            (tx, event) -> {
              client.tenant().ifPresent(tenant -> Tenants.require(tx, tenant));
              ClientNames.requireNoAudience(client.id(), needs.audiences());
              Clients.put(tx, client, needs.clock().instant());
              return PutClientResponse.newBuilder().setClient(ClientWire.toWire(client)).build();
            })
        .widening(
            Widening.put(
                tx -> Clients.find(tx, client.id()),
                found -> client,
                Coverage::covers,
                found -> StateName.of(ClientWire.toWire(found))));
  }

  private static View<GetClientResponse> get(GetClientRequest request) {
    ClientId id = id(request.getId());
    return View.of(tx ->
        GetClientResponse.newBuilder()
            .setClient(ClientWire.toWire(Clients.require(tx, id)))
            .build());
  }

  private static View<ListClientsResponse> list(ListClientsRequest request) {
    Optional<TenantId> tenant =
        Wire.optional(request.getTenant(), text -> Wire.tenant("tenant", text));
    return View.of(tx -> {
      ListClientsResponse.Builder response = ListClientsResponse.newBuilder();
      Clients.list(tx, tenant).forEach(client -> response.addClients(ClientWire.toWire(client)));
      return response.build();
    });
  }

  private Change<RemoveClientResponse> remove(RemoveClientRequest request) {
    ClientId id = id(request.getId());
    return Change.of(
        "client " + id + " removed",
        (tx, event) -> {
          Clients.require(tx, id).tenant().ifPresent(tenant -> event.subject("", tenant.value()));
          return RemoveClientResponse.newBuilder()
              .setEndedSessions(Clients.remove(tx, id, needs.clock().instant()))
              .build();
        });
  }

  private Change<RotateSecretResponse> rotateSecret(RotateSecretRequest request) {
    ClientId id = id(request.getId());
    Duration overlap = Wire.seconds("overlap", request.getOverlap());
    if (overlap.isNegative() || overlap.compareTo(ClientSecrets.LONGEST_OVERLAP) > 0) {
      throw Wire.invalid("overlap: expected 0 to " + ClientSecrets.LONGEST_OVERLAP);
    }
    return Change.of(
        "secret of client " + id,
        (tx, event) -> {
          requireNoSecret(id);
          return RotateSecretResponse.newBuilder()
              .setSecret(
                  needs
                      .secrets()
                      .clientSecrets()
                      .rotate(tx, id, overlap, needs.clock().instant())
                      .reveal())
              .build();
        });
  }

  /** One administrator alone would hold it, whoever approved. */
  private void requireNoSecret(ClientId id) {
    if (needs.fourEyes()) {
      throw new DenialException(
          DenialReason.STATE_CONFLICT,
          "client " + id + ": no secrets under four eyes (put a key or certificate)");
    }
  }

  private static ClientId id(String text) {
    return Wire.value("id", () -> new ClientId(text));
  }
}
