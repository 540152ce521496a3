package dev.locum.carsharing.bootstrap;

import dev.locum.carsharing.api.fleet.v1.VehicleStatus;
import dev.locum.carsharing.billing.TabRows;
import dev.locum.carsharing.fleet.FleetRows;
import dev.locum.carsharing.journal.Journal;
import dev.locum.carsharing.rpc.BillingService;
import dev.locum.carsharing.rpc.FleetService;
import dev.locum.carsharing.rpc.TripEdge;
import dev.locum.carsharing.rpc.TripService;
import dev.locum.carsharing.rpc.VehicleLookup;
import dev.locum.carsharing.trip.TripRows;
import io.grpc.BindableService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A service of the example with its rows. */
record ExampleService(List<BindableService> services, Journal journal) implements AutoCloseable {

  /** The operators of the example; each has the same vehicles. */
  static final List<String> TENANTS = List.of("alice", "bob");

  /** A trip keeps its vehicle; so many that it takes long until none is left. */
  private static final int VEHICLES = 2000;

  /** Of each tenant, this one is never to be had. */
  private static final int IN_MAINTENANCE = 9;

  /**
   * Opens a service.
   *
   * @param fleet how the trip service finds vehicles
   * @throws IllegalArgumentException if there is none of that name
   */
  static ExampleService named(String name, Path journal, VehicleLookup fleet) throws IOException {
    return switch (name) {
      case "fleet" -> {
        FleetRows rows = vehicles();
        Journal opened = Journal.open(journal, rows);
        yield new ExampleService(List.of(new FleetService(rows, opened)), opened);
      }
      case "trip" -> {
        TripRows rows = new TripRows();
        Journal opened = Journal.open(journal, rows);
        yield new ExampleService(
            List.of(new TripService(rows, opened), new TripEdge(rows, opened, fleet)), opened);
      }
      case "billing" -> {
        TabRows rows = new TabRows();
        Journal opened = Journal.open(journal, rows);
        yield new ExampleService(List.of(new BillingService(rows, opened)), opened);
      }
      default ->
          throw new IllegalArgumentException(
              "downstream.name: " + name + " (expected: fleet, trip or billing)");
    };
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }

  private static FleetRows vehicles() {
    FleetRows rows = new FleetRows();
    for (String tenant : TENANTS) {
      for (int number = 1; number <= VEHICLES; number++) {
        rows.with(
            tenant,
            "car-" + number,
            number == IN_MAINTENANCE
                ? VehicleStatus.VEHICLE_STATUS_MAINTENANCE
                : VehicleStatus.VEHICLE_STATUS_AVAILABLE);
      }
    }
    return rows;
  }
}
