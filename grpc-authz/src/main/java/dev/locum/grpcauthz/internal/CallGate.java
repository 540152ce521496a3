package dev.locum.grpcauthz.internal;

import dev.locum.grpcauthz.caller.CallEvidence;
import dev.locum.grpcauthz.caller.CallerAuthenticator;
import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.contract.ContractException;
import dev.locum.grpcauthz.contract.MethodContract;
import dev.locum.grpcauthz.contract.Posture;
import dev.locum.grpcauthz.header.Presented;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.Rejection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets a call in or refuses it: authenticates, authorizes, records, in that order. */
public final class CallGate {

  private final CallerAuthenticator authenticator;
  private final CallAudit audit;

  /** A gate. */
  public CallGate(CallerAuthenticator authenticator, CallAudit audit) {
    this.authenticator = authenticator;
    this.audit = audit;
  }

  /**
   * Refuses contracts that nobody could ever meet: an internal method without anything that proves
   * services is an author's mistake (H1).
   *
   * @throws ContractException with all such methods
   */
  public void requireReachable(Collection<MethodContract> contracts) {
    List<String> unreachable =
        contracts.stream()
            .filter(contract -> contract.posture() == Posture.INTERNAL)
            .map(contract -> contract.method() + ": internal, but no trust source is configured")
            .sorted()
            .toList();
    if (!unreachable.isEmpty() && !authenticator.hasTrustSource()) {
      throw new ContractException(unreachable);
    }
  }

  /**
   * Who was let in; the event is kept.
   *
   * @param presented what the caller presented; reading it may refuse
   * @param evidence what trust sources look at, and what proves holders of tokens
   * @throws DenialException if the call is refused; that event is kept as well
   */
  public CallerContext admit(
      MethodContract contract,
      Presented presented,
      Supplier<CallEvidence> evidence,
      String correlationId) {
    CallerContext caller = CallerContext.nobody();
    try {
      caller =
          contract.posture() == Posture.INTERNAL
              ? authenticator.authenticateInternal(presented, evidence.get(), correlationId)
              : authenticator.authenticate(presented.all(), evidence.get(), correlationId);
      Optional<Rejection> refusal = ContractAuthorizer.refuse(contract, caller);
      if (refusal.isPresent()) {
        throw new DenialException(refusal.get());
      }
    } catch (DenialException e) {
      audit.refused(contract, caller, e.rejection(), correlationId);
      throw e;
    }
    audit.allowed(contract, caller, correlationId);
    return caller;
  }
}
