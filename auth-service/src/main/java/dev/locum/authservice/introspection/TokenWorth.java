package dev.locum.authservice.introspection;

import dev.locum.authservice.session.ActiveAccess;
import dev.locum.token.VerifiedDelegationToken;
import dev.locum.token.VerifiedDownstreamToken;

/** A token that counts now, for the workload that asked. */
public sealed interface TokenWorth {

  /** Who a user is. */
  record Access(ActiveAccess access) implements TokenWorth {}

  /** What a user allowed one workflow to do. */
  record Delegation(VerifiedDelegationToken token) implements TokenWorth {}

  /** What a workflow may do at the caller. */
  record Downstream(VerifiedDownstreamToken token) implements TokenWorth {}
}
