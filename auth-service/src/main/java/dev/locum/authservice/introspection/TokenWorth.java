package dev.locum.authservice.introspection;

import dev.locum.authservice.session.ActiveAccess;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;
import dev.locum.token.proof.Confirmation;
import java.util.Optional;

/**
 * A token that counts now, for the workload that asked. Where it is bound, whoever asked has to see
 * the proof.
 */
public sealed interface TokenWorth {

  /** Who a user is. */
  record Access(ActiveAccess access) implements TokenWorth {}

  /** What a user allowed one workflow to do. */
  record Delegation(VerifiedDelegationToken token, Optional<Confirmation> confirmation)
      implements TokenWorth {}

  /** What a workflow may do at the caller. */
  record Downstream(VerifiedDownstreamToken token, Optional<Confirmation> confirmation)
      implements TokenWorth {}
}
