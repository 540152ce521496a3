package dev.locum.gateway.wire;

import dev.locum.gateway.check.DelegationNeed;
import dev.locum.gateway.delegation.DelegationGate;
import java.util.List;
import java.util.function.Consumer;

/** Verifies the delegations that a request or an answer of one call needs. */
final class NeededDelegations {

  private final DelegationGate gate;
  private final CallerProof proof;
  private final CallerSide caller;

  NeededDelegations(DelegationGate gate, CallerProof proof, CallerSide caller) {
    this.gate = gate;
    this.proof = proof;
    this.caller = caller;
  }

  /** Goes on with {@code good} if all are good, and with the first refusal if not. */
  void verify(
      List<DelegationNeed> needs, Runnable good, Consumer<DelegationGate.Refused> otherwise) {
    if (needs.isEmpty()) {
      good.run();
      return;
    }
    caller.when(
        gate.verify(proof.caller(), needs), refused -> refused.ifPresentOrElse(otherwise, good));
  }
}
