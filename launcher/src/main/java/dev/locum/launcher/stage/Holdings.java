package dev.locum.launcher.stage;

import dev.locum.carsharing.api.billing.v1.BillingServiceGrpc;
import dev.locum.carsharing.api.billing.v1.GetTabRequest;
import dev.locum.carsharing.api.billing.v1.Tab;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.GetVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.Vehicle;
import dev.locum.carsharing.api.trip.v1.GetTripRequest;
import dev.locum.carsharing.api.trip.v1.Trip;
import dev.locum.carsharing.api.trip.v1.TripServiceGrpc;
import dev.locum.grpcauthz.client.RpcChannel;
import dev.locum.grpcauthz.client.ServiceTokenCredentials;
import dev.locum.launcher.topology.AuthorityClient;
import dev.locum.launcher.topology.Topology;
import dev.locum.launcher.topology.World;
import dev.locum.token.Audience;
import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the three downstreams hold, asked as the platform's service {@code catalog}. */
public final class Holdings implements AutoCloseable {

  private static final long CALL_SECONDS = 30;

  private final AuthorityClient catalog;
  private final ManagedChannel fleet;
  private final ManagedChannel billing;
  private final ManagedChannel trips;

  /** Connects. */
  public Holdings(Topology topology) throws IOException {
    this.catalog = topology.workload(World.CATALOG);
    this.fleet = channel(topology, topology.ports().fleet());
    this.billing = channel(topology, topology.ports().billing());
    this.trips = channel(topology, topology.ports().trip());
  }

  /** The vehicle; nothing if the tenant has none of that id. */
  public Optional<Vehicle> vehicle(String tenant, String vehicle) {
    return found(() ->
        FleetServiceGrpc.newBlockingStub(fleet)
            .withCallCredentials(credentials("fleet"))
            .withWaitForReady()
            .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
            .getVehicle(
                GetVehicleRequest.newBuilder().setTenant(tenant).setVehicle(vehicle).build()));
  }

  /** The tab of a trip; nothing if none was opened or voided. */
  public Optional<Tab> tab(String tenant, String trip) {
    return found(() ->
        BillingServiceGrpc.newBlockingStub(billing)
            .withCallCredentials(credentials("billing"))
            .withWaitForReady()
            .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
            .getTab(GetTabRequest.newBuilder().setTenant(tenant).setTrip(trip).build()));
  }

  /** The record of a trip; nothing if it was neither recorded nor cancelled. */
  public Optional<Trip> trip(String tenant, String trip) {
    return found(() ->
        TripServiceGrpc.newBlockingStub(trips)
            .withCallCredentials(credentials("trip"))
            .withWaitForReady()
            .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
            .getTrip(GetTripRequest.newBuilder().setTenant(tenant).setTrip(trip).build()));
  }

  private CallCredentials credentials(String downstream) {
    return ServiceTokenCredentials.of(catalog.tokens(), new Audience(downstream));
  }

  private static <T> Optional<T> found(Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static ManagedChannel channel(Topology topology, int port) throws IOException {
    return RpcChannel.to("localhost:" + port).trusting(topology.certificateAuthority()).open();
  }

  @Override
  public void close() {
    fleet.shutdownNow();
    billing.shutdownNow();
    trips.shutdownNow();
    catalog.close();
  }
}
