/**
 * The Temporal headers that carry a delegation, and how they are read.
 *
 * <p><b>What decides here</b>: only form. Headers can be forged by whoever may write to Temporal,
 * so nothing read here counts until the token is verified and the principal equals it. <b>When
 * nothing is configured</b>: an absent, repeated or malformed header is a refusal. <b>What the
 * caller is told</b>: {@code DELEGATION_REJECTED}; the audit trail has {@code CONTEXT_MISSING} or
 * {@code CONTEXT_FORGED}.
 *
 * <p>Start with {@link dev.locum.worker.header.LocumHeaders}.
 */
@NullMarked
package dev.locum.worker.header;

import org.jspecify.annotations.NullMarked;
