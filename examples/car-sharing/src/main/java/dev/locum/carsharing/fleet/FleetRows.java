package dev.locum.carsharing.fleet;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.locum.carsharing.api.fleet.v1.ReleaseVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.ReleaseVehicleResponse;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleRequest;
import dev.locum.carsharing.api.fleet.v1.ReserveVehicleResponse;
import dev.locum.carsharing.api.fleet.v1.Vehicle;
import dev.locum.carsharing.api.fleet.v1.VehicleStatus;
import dev.locum.carsharing.api.journal.v1.Entry;
import dev.locum.carsharing.journal.NotPossibleException;
import dev.locum.carsharing.journal.Rows;
import java.util.List;
import java.util.TreeMap;

/**
 * The vehicles. A vehicle is available exactly if its status says so; only a reserved one has a
 * holder.
 */
public final class FleetRows implements Rows {

  private final TreeMap<VehicleKey, Vehicle> vehicles = new TreeMap<>();

  /** Adds a vehicle at start; not by an entry. */
  public FleetRows with(String tenant, String vehicle, VehicleStatus status) {
    vehicles.put(
        new VehicleKey(tenant, vehicle),
        Vehicle.newBuilder().setVehicle(vehicle).setStatus(status).build());
    return this;
  }

  @Override
  public Message apply(Entry entry) {
    try {
      if (entry.getRequest().is(ReserveVehicleRequest.class)) {
        return reserve(entry.getTenant(), entry.getRequest().unpack(ReserveVehicleRequest.class));
      }
      return release(entry.getTenant(), entry.getRequest().unpack(ReleaseVehicleRequest.class));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("entry: of another service", e);
    }
  }

  /**
   * One vehicle.
   *
   * @throws NotPossibleException if the tenant has none of that id
   */
  public Vehicle get(String tenant, String vehicle) {
    Vehicle found = vehicles.get(new VehicleKey(tenant, vehicle));
    if (found == null) {
      throw NotPossibleException.notFound("There is no such vehicle.");
    }
    return found;
  }

  /** The tenant's vehicles after an id, in the order of their ids. */
  public List<Vehicle> list(String tenant, boolean availableOnly, String after) {
    return vehicles.tailMap(new VehicleKey(tenant, after), false).entrySet().stream()
        .takeWhile(entry -> entry.getKey().tenant().equals(tenant))
        .map(java.util.Map.Entry::getValue)
        .filter(v -> !availableOnly || v.getStatus() == VehicleStatus.VEHICLE_STATUS_AVAILABLE)
        .toList();
  }

  private Message reserve(String tenant, ReserveVehicleRequest request) {
    Vehicle vehicle = get(tenant, request.getVehicle());
    boolean sameHolder =
        vehicle.getStatus() == VehicleStatus.VEHICLE_STATUS_RESERVED
            && vehicle.getHolder().equals(request.getTrip());
    if (!sameHolder && vehicle.getStatus() != VehicleStatus.VEHICLE_STATUS_AVAILABLE) {
      throw NotPossibleException.conflict("The vehicle is not available.");
    }
    Vehicle reserved =
        vehicle.toBuilder()
            .setStatus(VehicleStatus.VEHICLE_STATUS_RESERVED)
            .setHolder(request.getTrip())
            .build();
    vehicles.put(new VehicleKey(tenant, request.getVehicle()), reserved);
    return ReserveVehicleResponse.newBuilder().setVehicle(reserved).build();
  }

  /** A late release must not take away what meanwhile another trip holds. */
  private Message release(String tenant, ReleaseVehicleRequest request) {
    Vehicle vehicle = get(tenant, request.getVehicle());
    if (vehicle.getStatus() == VehicleStatus.VEHICLE_STATUS_MAINTENANCE) {
      throw NotPossibleException.conflict("The vehicle is in maintenance.");
    }
    boolean held =
        vehicle.getStatus() == VehicleStatus.VEHICLE_STATUS_RESERVED
            && vehicle.getHolder().equals(request.getTrip());
    if (held) {
      vehicles.put(
          new VehicleKey(tenant, request.getVehicle()),
          vehicle.toBuilder()
              .setStatus(VehicleStatus.VEHICLE_STATUS_AVAILABLE)
              .clearHolder()
              .build());
    }
    return ReleaseVehicleResponse.newBuilder().setReleased(held).build();
  }

  private record VehicleKey(String tenant, String vehicle) implements Comparable<VehicleKey> {

    @Override
    public int compareTo(VehicleKey other) {
      int byTenant = tenant.compareTo(other.tenant);
      return byTenant != 0 ? byTenant : vehicle.compareTo(other.vehicle);
    }
  }
}
