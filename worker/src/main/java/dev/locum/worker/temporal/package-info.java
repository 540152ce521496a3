/**
 * Locum's words in Temporal's: failures, and what Temporal knows about a run.
 *
 * <p><b>What decides here</b>: nothing. <b>When nothing is configured</b>: what cannot be learnt
 * from Temporal stays unknown. <b>What the caller is told</b>: a failure of type {@code
 * locum.<CODE>} with the public code and its fixed sentence.
 */
@NullMarked
package dev.locum.worker.temporal;

import org.jspecify.annotations.NullMarked;
