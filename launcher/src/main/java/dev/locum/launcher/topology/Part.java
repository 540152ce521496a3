package dev.locum.launcher.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A part of the topology, in the order in which they are started. */
public enum Part {
  /** The embedded Temporal. What it knows ends with it. */
  TEMPORAL("temporal"),
  AUTH_SERVICE("auth-service"),
  /** Stands before Temporal: workers and trigger reach it through the gateway alone. */
  GATEWAY("gateway"),
  FLEET("fleet"),
  BILLING("billing"),
  TRIP("trip"),
  ALICE_WORKER("alice-worker"),
  BOB_WORKER("bob-worker"),
  TRIGGER("trigger");

  private final String id;

  Part(String id) {
    this.id = id;
  }

  /** Its name, which is its workload's id but for Temporal's. */
  public String id() {
    return id;
  }

  /** Whether it always has a process of its own: tenants do not share one with anybody. */
  public boolean isWorker() {
    return this == ALICE_WORKER || this == BOB_WORKER;
  }

  public boolean isDownstream() {
    return this == FLEET || this == BILLING || this == TRIP;
  }

  /** The tenant whose worker it is; empty for what is no worker. */
  Optional<String> tenant() {
    return isWorker() ? Optional.of(id.substring(0, id.indexOf('-'))) : Optional.empty();
  }

  /** The worker of a tenant. */
  public static Part workerOf(String tenant) {
    return Arrays.stream(values())
        .filter(part -> part.tenant().filter(tenant::equals).isPresent())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("tenant: " + tenant));
  }

  /** Those that call Temporal with a certificate, each with one of its own. */
  static List<String> callersOfTemporal() {
    return List.of(TRIGGER.id(), ALICE_WORKER.id(), BOB_WORKER.id(), OwnNamespace.WORKER);
  }

  /** Those that authenticate with a key of their own. */
  static List<String> workloads() {
    return Arrays.stream(values())
        .filter(part -> part != TEMPORAL && part != AUTH_SERVICE)
        .map(Part::id)
        .toList();
  }
}
