package dev.locum.grpcauthz.contract;

import java.util.List;
import java.util.Optional;

/**
 * What the contract says about one method, service and method options merged.
 *
 * @param method the full name, {@code package.Service/Method}
 * @param posture how it is exposed
 * @param requires what a caller needs; empty: an identity and, for a gated method, the policy
 * @param policy what decides about an authenticated caller of a gated method that requires nothing
 * @param warnings what its author probably did not mean; shown at start
 */
public record MethodContract(
    String method,
    Posture posture,
    Optional<Requirements> requires,
    Policy policy,
    List<String> warnings) {

  /** Copies the warnings. */
  public MethodContract {
    warnings = List.copyOf(warnings);
  }

  /** A method whose contract is not known: nobody may call it. */
  static MethodContract unknown(String method) {
    return new MethodContract(method, Posture.GATED, Optional.empty(), Policy.DENY, List.of());
  }

  /** A method that everybody may call; for services without options that were listed as open. */
  static MethodContract open(String method) {
    return new MethodContract(method, Posture.PUBLIC, Optional.empty(), Policy.DENY, List.of());
  }
}
