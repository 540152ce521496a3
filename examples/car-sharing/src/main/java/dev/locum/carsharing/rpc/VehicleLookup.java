package dev.locum.carsharing.rpc;

import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc;
import dev.locum.carsharing.api.fleet.v1.FleetServiceGrpc.FleetServiceBlockingStub;
import dev.locum.carsharing.api.fleet.v1.GetVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.Vehicle;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;

/** Finds a vehicle of an operator. */
@FunctionalInterface
public interface VehicleLookup {

  /** Below the time that a user waits. */
  long CALL_SECONDS = 5;

  /**
   * The vehicle.
   *
   * @throws StatusRuntimeException as the fleet service answers, or fails to
   */
  Vehicle find(String tenant, String vehicle);

  /** At a fleet service, as this service itself. */
  static VehicleLookup at(Channel fleet, CallCredentials self) {
    FleetServiceBlockingStub stub =
        FleetServiceGrpc.newBlockingStub(fleet).withCallCredentials(self);
    return (tenant, vehicle) ->
        stub.withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
            .getVehicle(
                GetVehicleRequest.newBuilder().setTenant(tenant).setVehicle(vehicle).build());
  }

  /** Where no fleet service is configured: it does not answer. */
  static VehicleLookup none() {
    return (tenant, vehicle) -> {
      throw Status.UNAVAILABLE.asRuntimeException();
    };
  }
}
