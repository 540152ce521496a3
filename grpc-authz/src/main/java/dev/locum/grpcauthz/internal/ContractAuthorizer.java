package dev.locum.grpcauthz.internal;

import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.caller.Provenance;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Policy;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.contract.Requirements;
import dev.locum.token.denial.DenialReason;
import dev.locum.token.denial.Rejection;
import java.util.Optional;

/**
 * Whether a caller meets the contract of a method. Stateless.
 *
 * <p>Public: everybody. Internal: only an identity that a trust source set, whatever else a caller
 * shows (H1); then the requirements, or, without any, nothing more. Gated: only an authenticated
 * caller; then the requirements, or, without any, the policy.
 */
public final class ContractAuthorizer {

  private ContractAuthorizer() {}

  /** Why the caller is refused; empty: the call is let in. */
  public static Optional<Rejection> refuse(MethodContract contract, CallerContext caller) {
    return switch (contract.posture()) {
      case PUBLIC -> Optional.empty();
      case INTERNAL ->
          caller.provenance().isTrusted()
              ? contract.requires().flatMap(required -> refuse(required, caller))
              : refused(DenialReason.NO_CREDENTIAL, "internal, but no trust source vouches");
      case GATED ->
          caller.provenance() == Provenance.NONE
              ? refused(DenialReason.NO_CREDENTIAL, "gated, but nobody was authenticated")
              : gated(contract, caller);
    };
  }

  /** The action that a call of this method is about, for the audit trail. */
  static String action(MethodContract contract) {
    return contract
        .requires()
        .filter(required -> !required.scopes().isEmpty())
        .map(required -> String.join(" ", required.scopes().stream().sorted().toList()))
        .orElse(contract.posture() == Posture.PUBLIC ? "" : contract.method());
  }

  private static Optional<Rejection> gated(MethodContract contract, CallerContext caller) {
    if (contract.requires().isPresent()) {
      return refuse(contract.requires().get(), caller);
    }
    return contract.policy() == Policy.ALLOW
        ? Optional.empty()
        : refused(DenialReason.METHOD_NOT_ALLOWED, "policy: deny");
  }

  private static Optional<Rejection> refuse(Requirements required, CallerContext caller) {
    if (required.areMetBy(caller.roles(), caller.scopes())) {
      return Optional.empty();
    }
    return caller.scopes().containsAll(required.scopes())
        ? refused(DenialReason.CALLER_NOT_ALLOWED, "roles: none of those required")
        : refused(DenialReason.ACTION_NOT_GRANTED, "scopes: not all of those required");
  }

  private static Optional<Rejection> refused(DenialReason reason, String detail) {
    return Optional.of(Rejection.of(reason, detail));
  }
}
