package dev.locum.token;

import java.util.List;

/**
 * What a token for Temporal's own JWT authorizer says: which of our parts calls, and what it may do
 * there. Temporal decides by {@code permissions} alone.
 *
 * @param workload {@code sub} and {@code client_id}
 * @param audience {@code aud}: what Temporal is configured to expect
 * @param permissions {@code permissions}: {@code <namespace>:<role>}; the namespace {@code
 *     temporal-system} stands for all of Temporal
 */
@Incubating
public record TemporalClaims(WorkloadId workload, Audience audience, List<String> permissions) {

  /** Refuses a token that permits nothing, which Temporal would take for anybody's. */
  public TemporalClaims {
    permissions = List.copyOf(permissions);
    if (permissions.isEmpty()) {
      throw new IllegalArgumentException("permissions: none (expected: at least one)");
    }
  }
}
