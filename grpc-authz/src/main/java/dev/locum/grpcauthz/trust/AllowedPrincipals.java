package dev.locum.grpcauthz.trust;

import dev.locum.grpcauthz.caller.TrustedWorkload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which principals are which of our workloads. Immutable. */
final class AllowedPrincipals {

  private final Map<String, TrustedWorkload> byName;

  private AllowedPrincipals(Map<String, TrustedWorkload> byName) {
    this.byName = byName;
  }

  /** One. */
  static AllowedPrincipals of(ServicePrincipal principal, TrustedWorkload workload) {
    return new AllowedPrincipals(Map.of(principal.value(), workload));
  }

  /**
   * The same and one more.
   *
   * @throws IllegalArgumentException if the principal is listed already: neither entry may silently
   *     win (H9)
   */
  AllowedPrincipals with(ServicePrincipal principal, TrustedWorkload workload) {
    Map<String, TrustedWorkload> more = new HashMap<>(byName);
    if (more.put(principal.value(), workload) != null) {
      throw new IllegalArgumentException(
          "principal: " + principal + " is listed twice (expected: once)");
    }
    return new AllowedPrincipals(Map.copyOf(more));
  }

  /** Exactly this name. */
  Optional<TrustedWorkload> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
