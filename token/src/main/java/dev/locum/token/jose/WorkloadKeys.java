package dev.locum.token.jose;

import dev.locum.token.WorkloadId;

/**
 * The registered public keys of workloads. A key is looked up for one workload only, so no workload
 * can sign as another (S4-28). Thread-safe. An exception counts as {@link KeyLookup.Unavailable}.
 */
@FunctionalInterface
public interface WorkloadKeys {

  /**
   * Looks a key up. Both come from an unverified assertion and are hostile, but of legal form.
   *
   * @return unknown too if there is no such workload or it is disabled
   */
  KeyLookup find(WorkloadId workload, String keyId);
}
