package dev.locum.grpcauthz.contract.report;

import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Policy;
import dev.locum.grpcauthz.contract.Requirements;
import java.util.Set;

/**
 * The set of callers that a contract lets in, for comparison.
 *
 * <p>Between nobody and everybody are the callers of internal methods and those of gated ones, and
 * neither has all of the other: a user opens gated methods alone, and a service that only a trust
 * source knows opens internal ones alone. Requirements cut both further: fewer of several roles and
 * more scopes let fewer in. It is a partial order: a role that is exchanged for another lets others
 * in, and so is more exposed.
 */
final class Exposure {

  private enum Reach {
    NOBODY,
    SERVICES,
    AUTHENTICATED,
    EVERYBODY
  }

  private final Reach reach;
  private final Requirements required;

  private Exposure(Reach reach, Requirements required) {
    this.reach = reach;
    this.required = required;
  }

  static Exposure of(MethodContract contract) {
    Requirements required =
        contract.requires().orElseGet(() -> new Requirements(Set.of(), Set.of()));
    return switch (contract.posture()) {
      case PUBLIC -> new Exposure(Reach.EVERYBODY, required);
      case INTERNAL -> new Exposure(Reach.SERVICES, required);
      case GATED -> {
        boolean decides = contract.requires().isPresent() || contract.policy() == Policy.ALLOW;
        yield new Exposure(decides ? Reach.AUTHENTICATED : Reach.NOBODY, required);
      }
    };
  }

  /** Whether everybody who is let in here is let in there as well. */
  boolean isWithin(Exposure other) {
    if (reach == Reach.NOBODY || other.reach == Reach.EVERYBODY) {
      return true;
    }
    return reach == other.reach
        && required.scopes().containsAll(other.required.scopes())
        && rolesWithin(required.roles(), other.required.roles());
  }

  /** Whether it lets in callers of whom nothing is asked but that they are somebody, or less. */
  boolean isOpen() {
    return reach == Reach.EVERYBODY || (reach == Reach.AUTHENTICATED && required.isEmpty());
  }

  /** Any one of the roles suffices; none at all asks for none. */
  private static boolean rolesWithin(Set<String> roles, Set<String> others) {
    return others.isEmpty() || (!roles.isEmpty() && others.containsAll(roles));
  }
}
