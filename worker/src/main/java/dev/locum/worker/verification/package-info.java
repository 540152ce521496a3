/**
 * Whether a delegation allows what is about to be done, here and now.
 *
 * <p><b>What decides here</b>: {@link dev.locum.worker.verification.DelegationVerifier}: the
 * token's signature, what the token says, and the auth service, whose answer is used again for as
 * long as it says (at most 5 seconds). <b>When nothing is configured</b>: nothing is allowed; an
 * auth service that cannot be reached means "not now". <b>What the caller is told</b>: the public
 * reason of a {@link dev.locum.token.denial.DenialReason}.
 *
 * <p>No type of Temporal appears here.
 */
@NullMarked
package dev.locum.worker.verification;

import org.jspecify.annotations.NullMarked;
