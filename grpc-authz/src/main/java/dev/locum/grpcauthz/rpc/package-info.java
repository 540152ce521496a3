/**
 * The wire form of a refusal: {@code google.rpc.Status} with one {@code locum.auth.v1.Refusal}
 * detail.
 *
 * <p><b>What decides here</b>: nothing; a {@link dev.locum.token.denial.Rejection} decided
 * elsewhere is put on the wire, or one from the wire is read. <b>When nothing is configured</b>: a
 * failure without a detail, or with a code that is not known here, is still a refusal. <b>What the
 * caller is told</b>: the public reason's code and fixed sentence, whether repeating may help, and
 * the correlation id.
 *
 * <p>Start with {@link dev.locum.grpcauthz.rpc.Refusals}; servers add {@link
 * dev.locum.grpcauthz.rpc.ErrorBoundary}.
 */
@NullMarked
package dev.locum.grpcauthz.rpc;

import org.jspecify.annotations.NullMarked;
