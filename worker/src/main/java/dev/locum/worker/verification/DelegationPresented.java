package dev.locum.worker.verification;

import dev.locum.token.RawToken;
import dev.locum.worker.context.Principal;

/**
 * A delegation as it was presented for some work, unverified.
 *
 * @param token the token
 * @param principal for whom its writer claims to act
 * @param work what is about to be done with it
 */
public record DelegationPresented(RawToken token, Principal principal, Work work) {}
