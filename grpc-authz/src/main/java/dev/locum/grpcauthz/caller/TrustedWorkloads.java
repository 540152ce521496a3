package dev.locum.grpcauthz.caller;

import dev.locum.token.WorkloadId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The workloads that a service trusts, each listed once. Immutable. */
final class TrustedWorkloads {

  private final Map<WorkloadId, TrustedWorkload> byId;

  /**
   * A list.
   *
   * @throws IllegalArgumentException if a workload is listed twice: neither entry may silently win
   *     (H9)
   */
  TrustedWorkloads(Collection<TrustedWorkload> entries) {
    Map<WorkloadId, TrustedWorkload> byId = new HashMap<>();
    for (TrustedWorkload entry : entries) {
      if (byId.put(entry.workload(), entry) != null) {
        throw new IllegalArgumentException(
            "trusted workload: " + entry.workload() + " is listed twice (expected: once)");
      }
    }
    this.byId = Map.copyOf(byId);
  }

  Optional<TrustedWorkload> find(WorkloadId workload) {
    return Optional.ofNullable(byId.get(workload));
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }
}
