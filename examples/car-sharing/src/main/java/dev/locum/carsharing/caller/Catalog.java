package dev.locum.carsharing.caller;

import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc.FleetServiceBlockingStub;
import dev.locum.carsharing.api.fleet.v1.ListVehiclesRequest;
import dev.locum.carsharing.api.fleet.v1.Vehicle;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lists what an operator has to offer. */
public final class Catalog {

  private static final long CALL_SECONDS = 10;

  private final FleetServiceBlockingStub fleet;

  /** Over the fleet service, with the credentials of whoever lists. */
  public Catalog(FleetServiceBlockingStub fleet) {
    this.fleet = fleet;
  }

  /**
   * The vehicles of an operator that can be had now, in the order of their ids.
   *
   * @throws StatusRuntimeException if the service refuses or does not answer
   */
  public List<String> available(String tenant) {
    List<String> available = new ArrayList<>();
    fleet
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
        .listVehicles(
            ListVehiclesRequest.newBuilder().setTenant(tenant).setAvailableOnly(true).build())
        .forEachRemaining((Vehicle vehicle) -> available.add(vehicle.getVehicle()));
    return available;
  }
}
