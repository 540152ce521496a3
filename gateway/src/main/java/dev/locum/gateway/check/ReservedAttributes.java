package dev.locum.gateway.check;

import java.util.Set;

/**
 * Search attributes that nobody sets by a call: they put an execution among Temporal's own, or into
 * somebody's list of batch jobs.
 */
final class ReservedAttributes {

  /** Temporal's, of which SDKs themselves set the versions of their workflow code. */
  private static final String PREFIX = "Temporal";

  private static final String VERSIONS = "TemporalChangeVersion";

  private static final Set<String> OTHERS =
      Set.of("BatcherUser", "BatcherNamespace", "BuildIds", "BinaryChecksums");

  private ReservedAttributes() {}

  static boolean has(String name) {
    return (name.startsWith(PREFIX) && !name.equals(VERSIONS)) || OTHERS.contains(name);
  }
}
