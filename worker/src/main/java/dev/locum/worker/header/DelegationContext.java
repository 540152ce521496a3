package dev.locum.worker.header;

import dev.locum.token.RawToken;
import dev.locum.worker.context.Principal;

/**
 * What a header says, unverified: a token, and for whom its writer claims to act.
 *
 * @param token the delegation token
 * @param principal counts only when it equals the verified token's subject and tenant
 */
public record DelegationContext(RawToken token, Principal principal) {}
