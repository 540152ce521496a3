/**
 * Refusals: one enum of stable reasons, and what carries one.
 *
 * <p><b>What decides here</b>: nothing; the parts of Locum decide and name a {@link
 * dev.locum.token.denial.DenialReason}. <b>When nothing is configured</b>: a reason must be named,
 * there is no default. <b>What the caller is told</b>: the public reason's code and sentence, never
 * more.
 */
@NullMarked
package dev.locum.token.denial;

import org.jspecify.annotations.NullMarked;
